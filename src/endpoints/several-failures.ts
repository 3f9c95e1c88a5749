/** What several attempts have come to, as one error: the last one, which knows of the others (E2). */
import { ConnectError } from "../net/index.ts";

/**
 * The last of `errors`. Where there are several and it is a `ConnectError`, it is a copy whose `cause` is an
 * `AggregateError` of all, in the order in which they came.
 *
 * @param where what was to be connected to.
 */
export function lastFailure(where: string, errors: readonly Error[]): Error {
  const last = errors.at(-1)!;
  if (errors.length === 1 || !(last instanceof ConnectError)) return last;
  const ErrorClass = last.constructor as new (
    message: string,
    options: ErrorOptions,
  ) => ConnectError;
  const others = `${errors.length - 1} other ${errors.length === 2 ? "attempt" : "attempts"}`;
  const copy = new ErrorClass(`cannot connect to ${where} after ${others}: ${last.message}`, {
    cause: allFailures(errors),
  });
  // What errors of other kinds know besides.
  for (const [name, value] of Object.entries(last))
    if (name !== "cause") Reflect.set(copy, name, value);
  return copy;
}

export function allFailures(errors: readonly Error[]): AggregateError {
  return new AggregateError(errors, "each attempt has failed");
}
