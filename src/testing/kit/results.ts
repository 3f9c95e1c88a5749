/**
 * What a Deferred has come to, asked by a test that does not wait (U6).
 *
 * Rule: only what is there already counts. A result that is asked for stays for those who come later; a
 * failure that the test has seen counts as dealt with.
 */
import {
  type Coroutine,
  Deferred,
  type ErrorKind,
  ensureDeferred,
  Failure,
} from "../../deferred/index.ts";
import { formatEvent } from "../../logger/index.ts";
import { UnexpectedResultError } from "./errors.ts";

/** A Deferred, or a generator that yields them, which is then run. */
export type Immediate<T> = Deferred<T> | Coroutine<T>;

/**
 * The value that it has. Throws `UnexpectedResultError` where there is none yet, and where it is a failure,
 * whose traceback is in the message.
 */
export function successResultOf<T>(work: Immediate<T>): T {
  const { deferred, state } = lookAt(work);
  if (state === null) throw unexpected("a success", "it has no result yet");
  if (!(state.result instanceof Failure)) return state.result as T;
  const failure = state.result;
  deferred.addErrback(() => undefined);
  throw unexpected("a success", `it has failed:\n${failure.getTraceback()}`, failure);
}

/**
 * The failure that it has, of one of the types if any are given. Throws `UnexpectedResultError` where there is
 * none yet, and where it is a value or another failure.
 */
export function failureResultOf(work: Immediate<unknown>, ...errorTypes: ErrorKind[]): Failure {
  const { deferred, state } = lookAt(work);
  const what = wanted(errorTypes);
  if (state === null) throw unexpected(what, "it has no result yet");
  if (!(state.result instanceof Failure))
    throw unexpected(what, `it has succeeded with ${shown(state.result)}`);
  const failure = state.result;
  deferred.addErrback(() => undefined);
  if (errorTypes.length === 0 || failure.check(...errorTypes) !== undefined) return failure;
  throw unexpected(what, `it has failed with another:\n${failure.getTraceback()}`, failure);
}

/** Throws `UnexpectedResultError` where it has a result already. What it has later is not touched. */
export function assertNoResult(work: Immediate<unknown>): void {
  const { deferred, state } = lookAt(work);
  if (state === null) return;
  if (!(state.result instanceof Failure))
    throw unexpected("no result", `it has succeeded with ${shown(state.result)}`);
  const failure = state.result;
  deferred.addErrback(() => undefined);
  throw unexpected("no result", `it has failed:\n${failure.getTraceback()}`, failure);
}

/** By a callback: only that sees through what the Deferred itself waits for. */
function lookAt<T>(work: Immediate<T>): {
  readonly deferred: Deferred<unknown>;
  readonly state: { readonly result: unknown } | null;
} {
  if (!(work instanceof Deferred) && typeof (work as Partial<PromiseLike<T>>)?.then === "function")
    throw new TypeError("a promise does not say what it has come to: await it instead");
  const deferred: Deferred<unknown> = ensureDeferred(work);
  let state: { readonly result: unknown } | null = null;
  deferred.addBoth((result) => {
    state ??= { result };
    return result;
  });
  return { deferred, state };
}

function wanted(errorTypes: readonly ErrorKind[]): string {
  const names = errorTypes.map((type) => (typeof type === "string" ? type : type.name));
  return names.length === 0 ? "a failure" : `a failure of type ${names.join(" or ")}`;
}

function shown(value: unknown): string {
  return formatEvent({ log_format: "{value!r}", value });
}

function unexpected(what: string, found: string, cause?: Failure): UnexpectedResultError {
  const message = `the Deferred should have ${what}, but ${found}`;
  return new UnexpectedResultError(message, cause ? { cause: cause.value } : undefined);
}
