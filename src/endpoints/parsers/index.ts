export { fallbackClient } from "./fallback.ts";
export { fdClient, fdServer } from "./fd.ts";
export { processClient } from "./process.ts";
export { retryClient } from "./retry.ts";
export { stdioClient, stdioServer } from "./stdio.ts";
export { systemdServer } from "./systemd.ts";
export { tcp6Client, tcp6Server, tcpClient, tcpServer } from "./tcp.ts";
export { sslClient, sslServer, tlsClient, tlsServer } from "./tls.ts";
export { unixClient, unixServer } from "./unix.ts";
