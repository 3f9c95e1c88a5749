export { keepAsyncContext } from "./async-context.ts";
export { type DuplexSocketOptions, duplexSocket } from "./duplex-socket.ts";
export { linkFiles } from "./link-files.ts";
export { type NodeOptions, node } from "./node.ts";
export type {
  PortWanted,
  SupervisorChannel,
  SupervisorMessage,
  WorkerMessage,
} from "./shared-ports.ts";
export { supervisorOfWorker } from "./supervisor.ts";
export { nodeTLS } from "./tls.ts";
