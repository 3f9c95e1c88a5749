export { socks4aClient, socks4Client, socks5Client } from "./socks.ts";
export { tcpClient, tcpServer } from "./tcp.ts";
