/**
 * Code that may fail without ending what it is part of: its exceptions are logged, and go no further (L6).
 *
 * Rule: only what the code throws, or rejects with, is contained; what observers do with it never matters.
 */
import { type FailureLike, failureFrom } from "./failure.ts";

/** How it went. */
export type Operation<T> =
  | { readonly succeeded: true; readonly failed: false; readonly value: T; readonly failure: null }
  | {
      readonly succeeded: false;
      readonly failed: true;
      readonly value?: undefined;
      readonly failure: FailureLike;
    };

/** What is given back for a body: at once, or, where that gives a promise or a Deferred, later. */
export type Handled<T> = [T] extends [never]
  ? Operation<never>
  : T extends PromiseLike<infer V>
    ? Promise<Operation<V>>
    : Operation<T>;

/** Run `body`; what it throws goes to `log`, once. */
export function contain<T>(body: () => T, log: (failure: FailureLike) => void): Handled<T> {
  const failed = (thrown: unknown): Operation<never> => {
    const failure = failureFrom(thrown);
    log(failure);
    return { succeeded: false, failed: true, failure };
  };
  let result: unknown;
  try {
    const value: unknown = body();
    result = isThenable(value) ? Promise.resolve(value).then(succeeded, failed) : succeeded(value);
  } catch (thrown) {
    result = failed(thrown);
  }
  return result as Handled<T>;
}

function succeeded<T>(value: T): Operation<T> {
  return { succeeded: true, failed: false, value, failure: null };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as Partial<PromiseLike<unknown>>).then === "function"
  );
}
