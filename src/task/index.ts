export { type BackoffOptions, backoffPolicy } from "./backoff.ts";
export { coiterate, cooperate } from "./cooperate.ts";
export type { CooperativeTask } from "./cooperative-task.ts";
export { Cooperator, type CooperatorOptions } from "./cooperator.ts";
export { deferLater } from "./defer-later.ts";
export {
  AlreadyRunning,
  NotPaused,
  NotRunning,
  SchedulerError,
  SchedulerStopped,
  SystemExit,
  TaskDone,
  TaskFailed,
  TaskFinished,
  TaskStopped,
} from "./errors.ts";
export {
  LoopingCall,
  type LoopingCallOptions,
  type LoopingCallStartOptions,
} from "./looping-call.ts";
export { type ReactReactor, react } from "./react.ts";
