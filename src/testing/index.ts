export {
  ConformanceError,
  type ConformanceSetup,
  type StreamCase,
  type StreamReactor,
  streamConformance,
  streamConformanceCases,
} from "./conformance/index.ts";
