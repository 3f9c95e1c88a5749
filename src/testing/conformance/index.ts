export { type StreamCarrier, tcpStreams, unixStreams } from "./carrier.ts";
export type { ConformanceCase, TestFunction } from "./case.ts";
export { type TestCertificate, testCertificates } from "./certificates.ts";
export { ConformanceError } from "./errors.ts";
export { type StreamCase, streamConformance, streamConformanceCases } from "./stream.ts";
export { type TCPConformanceSetup, tcpConformance } from "./tcp.ts";
export { type TLSConformanceSetup, tlsConformance } from "./tls.ts";
export { tlsStreams } from "./tls-streams.ts";
export type { ConformanceReactor, ConformanceSetup } from "./world.ts";
