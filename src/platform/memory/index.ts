export type { ChildStream } from "./child-stream.ts";
export type { Decision, Overruled } from "./decisions.ts";
export { type FaultKind, faultKinds } from "./faults.ts";
export type { MemoryPlatform } from "./host.ts";
export type { HostLimits } from "./host-limits.ts";
export { MemoryLinks } from "./link-files.ts";
export type { NameFault, NameServiceOptions } from "./names.ts";
export { formatNetstat, type NetstatRow, type TCPState } from "./netstat.ts";
export {
  type HostOptions,
  type LinkOptions,
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
