export { execute, fail, maybeDeferred, succeed } from "./constructors.ts";
export { type Awaitable, Deferred, type TimeoutClock } from "./deferred.ts";
export { DeferredList, gatherResults, type ListResult } from "./deferred-list.ts";
export {
  AlreadyCalledError,
  CancelledError,
  FirstError,
  NonErrorThrown,
  TimeoutError,
} from "./errors.ts";
export { type ErrorKind, Failure } from "./failure.ts";
export { inlineCallbacks } from "./inline-callbacks.ts";
export { asPromise, fromPromise, withSignal } from "./promises.ts";
export { flushUnhandledFailures, unhandledFailures } from "./unhandled.ts";
