export { cancelAll } from "./cancel-all.ts";
export { execute, fail, logError, maybeDeferred, passthru, succeed } from "./constructors.ts";
export { type ContextBinder, inContext, setContextBinder } from "./context.ts";
export { type DebugStacks, getDebugging, setDebugging } from "./debug.ts";
export { type Awaitable, Deferred } from "./deferred.ts";
export {
  DeferredFilesystemLock,
  type DeferredFilesystemLockOptions,
  type DeferUntilLockedOptions,
} from "./deferred-filesystem-lock.ts";
export {
  DeferredList,
  type DeferredListOptions,
  type FirstResult,
  gatherResults,
  type ListResult,
} from "./deferred-list.ts";
export { DeferredLock } from "./deferred-lock.ts";
export { DeferredQueue, type DeferredQueueOptions, type GetOptions } from "./deferred-queue.ts";
export { type AcquireOptions, DeferredSemaphore } from "./deferred-semaphore.ts";
export {
  AlreadyCalledError,
  AlreadyTryingToLockError,
  CancelledError,
  FailureGroup,
  FirstError,
  NonErrorThrown,
  NotACoroutineError,
  NotHeldError,
  QueueClosed,
  QueueOverflow,
  QueueUnderflow,
  TimeoutError,
} from "./errors.ts";
export { type ErrorKind, Failure, type ThrowTarget } from "./failure.ts";
export { FilesystemLock, type LinkFiles } from "./filesystem-lock.ts";
export { type Coroutine, ensureDeferred, inlineCallbacks } from "./inline-callbacks.ts";
export { asPromise, fromPromise } from "./promises.ts";
export { race } from "./race.ts";
export { signalFor, withSignal } from "./signals.ts";
export { isThenable } from "./thenable.ts";
export { type TimeoutClock, type TimeoutHandler, timeoutDeferred } from "./timeout.ts";
export { flushUnhandledFailures, unhandledFailures } from "./unhandled.ts";
