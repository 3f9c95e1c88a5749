export { type StreamCarrier, tcpStreams, unixStreams } from "./carrier.ts";
export type { ConformanceCase, TestFunction } from "./case.ts";
export { type TestCertificate, testCertificates } from "./certificates.ts";
export type { UDPConformanceSetup } from "./datagram-world.ts";
export type { EndpointConformanceSetup } from "./endpoint-world.ts";
export { endpointConformance } from "./endpoints.ts";
export { ConformanceError } from "./errors.ts";
export { filesConformance } from "./files.ts";
export type { FilesConformanceSetup } from "./files-world.ts";
export { framingConformance } from "./framing.ts";
export type {
  FramedReceiver,
  FramingConformanceSetup,
  FramingHooks,
} from "./framing-world.ts";
export { type MulticastConformanceSetup, multicastConformance } from "./multicast.ts";
export { namesConformance } from "./names.ts";
export type { NamesConformanceSetup } from "./names-world.ts";
export type { ProcessConformanceSetup } from "./process-world.ts";
export { processConformance } from "./processes.ts";
export { type StreamCase, streamConformance, streamConformanceCases } from "./stream.ts";
export { type TCPConformanceSetup, tcpConformance } from "./tcp.ts";
export { type ThreadsConformanceSetup, threadsConformance } from "./threads.ts";
export { type TLSConformanceSetup, tlsConformance } from "./tls.ts";
export { tlsStreams } from "./tls-streams.ts";
export { udpConformance } from "./udp.ts";
export type { ConformanceReactor, ConformanceSetup } from "./world.ts";
