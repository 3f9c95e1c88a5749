export { tcpClient, tcpServer } from "./tcp.ts";
