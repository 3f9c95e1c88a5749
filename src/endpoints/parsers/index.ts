export { memoryClient, memoryServer } from "./memory.ts";
export { tcpClient, tcpServer } from "./tcp.ts";
