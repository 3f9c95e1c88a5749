export { Clock } from "./clock.ts";
export { DelayedCall, DelayedCalls } from "./delayed-call.ts";
export { type DelayedCallResource, delayedCallResource } from "./delayed-call-resource.ts";
export { AlreadyCalled, AlreadyCancelled } from "./errors.ts";
export { IDelayedCall, IReactorTime } from "./interfaces.ts";
export { type Timer, TimerHeap } from "./timer-heap.ts";
