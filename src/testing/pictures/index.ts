export { type DiagramEvent, type DiagramOptions, sequenceDiagram } from "./sequence-diagram.ts";
export { StableHash } from "./stable-hash.ts";
export {
  recordTrace,
  Trace,
  type TraceEvent,
  type TraceEvents,
  type TraceGap,
  type TraceNote,
  type TraceOptions,
} from "./trace.ts";
