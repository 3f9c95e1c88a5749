export type { Decision } from "./decisions.ts";
export { type FaultKind, faultKinds } from "./faults.ts";
export type { MemoryPlatform } from "./host.ts";
export type { Latency, TailedLatency, UniformLatency } from "./latency.ts";
export { MemoryLinks } from "./link-files.ts";
export type { LinkOptions } from "./link-options.ts";
export type { NameServiceOptions } from "./names.ts";
export { MemoryNetwork, type NetworkEvent, type NetworkOptions } from "./network.ts";
export type { Packet } from "./packet.ts";
