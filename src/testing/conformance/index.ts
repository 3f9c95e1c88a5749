export { ConformanceError } from "./errors.ts";
export { type StreamCase, streamConformance, streamConformanceCases } from "./stream.ts";
export type { ConformanceSetup, StreamReactor } from "./world.ts";
