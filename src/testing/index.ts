export {
  type ConformanceCase,
  ConformanceError,
  type ConformanceReactor,
  type ConformanceSetup,
  type StreamCarrier,
  type StreamCase,
  streamConformance,
  streamConformanceCases,
  type TCPConformanceSetup,
  type TestCertificate,
  type TestFunction,
  type TLSConformanceSetup,
  tcpConformance,
  tcpStreams,
  testCertificates,
  tlsConformance,
  tlsStreams,
  unixStreams,
} from "./conformance/index.ts";
export { type DiagramEvent, type DiagramOptions, sequenceDiagram } from "./sequence-diagram.ts";
export { failOnUnhandledFailures, UnhandledFailuresError } from "./unhandled-failures.ts";
