export { type StreamCarrier, tcpStreams, unixStreams } from "./carrier.ts";
export type { ConformanceCase, TestFunction } from "./case.ts";
export { ConformanceError } from "./errors.ts";
export { type StreamCase, streamConformance, streamConformanceCases } from "./stream.ts";
export { type TCPConformanceSetup, tcpConformance } from "./tcp.ts";
export type { ConformanceReactor, ConformanceSetup } from "./world.ts";
