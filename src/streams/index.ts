export { connectStreams, type OnStreams, StreamsFactory, serveStreams } from "./stream-pairs.ts";
export { TransportStreams, type TransportStreamsOptions } from "./transport-streams.ts";
