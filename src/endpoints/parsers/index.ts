export { fdClient, fdServer } from "./fd.ts";
export { memoryClient, memoryServer } from "./memory.ts";
export { processClient } from "./process.ts";
export { stdioClient, stdioServer } from "./stdio.ts";
export { systemdServer } from "./systemd.ts";
export { tcpClient, tcpServer } from "./tcp.ts";
