export { fallbackClient } from "./fallback.ts";
export { retryClient } from "./retry.ts";
export { tcp6Client, tcp6Server, tcpClient, tcpServer } from "./tcp.ts";
export { sslClient, sslServer, tlsClient, tlsServer } from "./tls.ts";
export { unixClient, unixServer } from "./unix.ts";
