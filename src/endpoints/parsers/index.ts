export { haproxyClient, haproxyServer } from "./haproxy.ts";
export { tcpClient, tcpServer } from "./tcp.ts";
