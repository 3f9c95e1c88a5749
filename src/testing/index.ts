export {
  ConformanceError,
  type ConformanceSetup,
  type StreamCase,
  type StreamReactor,
  streamConformance,
  streamConformanceCases,
} from "./conformance/index.ts";
export { type DiagramEvent, type DiagramOptions, sequenceDiagram } from "./sequence-diagram.ts";
export { failOnUnhandledFailures, UnhandledFailuresError } from "./unhandled-failures.ts";
