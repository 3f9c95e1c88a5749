export { AlreadyReadingError, IncompleteReadError, LimitOverrunError } from "./errors.ts";
export {
  PulledConnection,
  type PulledConnectionOptions,
  type ReadLimit,
} from "./pulled-connection.ts";
export {
  type OnConnection,
  openConnection,
  PulledConnectionFactory,
  serveConnections,
} from "./pulled-connections.ts";
export { connectStreams, type OnStreams, StreamsFactory, serveStreams } from "./stream-pairs.ts";
export { TransportStreams, type TransportStreamsOptions } from "./transport-streams.ts";
