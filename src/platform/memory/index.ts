export type { ChildStream } from "./child-stream.ts";
export type { Decision, Overruled } from "./decisions.ts";
export type { TCPState } from "./endpoint-host.ts";
export { MemoryEnvironment, type MemoryPlugin } from "./environment.ts";
export { NoTimePassesError } from "./events.ts";
export { type FaultKind, faultKinds } from "./faults.ts";
export { type FileOperation, MemoryFiles, type MemoryFilesHost } from "./files.ts";
export type { MemoryPlatform } from "./host.ts";
export type { HostLimits } from "./host-limits.ts";
export type { Latency, TailedLatency, UniformLatency } from "./latency.ts";
export { MemoryLinks } from "./link-files.ts";
export type { LinkOptions } from "./link-options.ts";
export type { NameFault, NameServiceOptions } from "./names.ts";
export { formatNetstat, type NetstatRow } from "./netstat.ts";
export {
  type HostOptions,
  MemoryNetwork,
  type NetworkEvent,
  type NetworkOptions,
} from "./network.ts";
export type { Packet } from "./packet.ts";
export type { ChildFaults, ProcessRow } from "./processes.ts";
export { RandomStreams } from "./random.ts";
export type { ScheduleOptions } from "./schedule.ts";
export type { ChildScript, ScriptedChild, SignalAction } from "./scripted-child.ts";

export { hostTurns, inTurns, type Turns } from "./turns.ts";
