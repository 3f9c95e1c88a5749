export { type AsciiTraceOptions, asciiTrace } from "./ascii-trace.ts";
export { type HtmlTraceOptions, htmlTrace } from "./html-trace.ts";
export { type MermaidTraceOptions, mermaidTrace } from "./mermaid-trace.ts";
export { type PcapTraceOptions, pcapTrace } from "./pcap-trace.ts";
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
