export type { Decision, Overruled } from "./decisions.ts";
export { type FaultKind, faultKinds } from "./faults.ts";
export type { MemoryPlatform } from "./host.ts";
export type { Latency, TailedLatency, UniformLatency } from "./latency.ts";
export { MemoryLinks } from "./link-files.ts";
export type { LinkOptions } from "./link-options.ts";
export type { NameServiceOptions } from "./names.ts";
export { MemoryNetwork, type NetworkEvent, type NetworkOptions } from "./network.ts";
export type { Packet } from "./packet.ts";
export { RandomStreams } from "./random.ts";
export type { ScheduleOptions } from "./schedule.ts";

export { hostTurns, inTurns, type Turns } from "./turns.ts";
