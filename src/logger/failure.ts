/**
 * What the logger knows of a failure: `deferred`, where `Failure` lives, is built on the logger and not
 * the other way round, so this is its shape alone, and a stand-in for errors that were merely caught.
 */

/** The part of a `Failure` that a log event needs. */
export interface FailureLike {
  /** What was thrown: as a rule an Error, but anything can be. */
  readonly value: unknown;
  /** The error with its stack, over several lines. */
  getTraceback?(): string;
  /** One line, without a stack. */
  getErrorMessage?(): string;
}

/** A caught error as a failure; a failure is returned as it is. */
export function failureFrom(thrown: unknown): FailureLike {
  return isFailure(thrown) ? thrown : new CaughtFailure(thrown);
}

/** By shape. A proxy or getter that throws when looked at is no failure, but may well have been thrown. */
function isFailure(thrown: unknown): thrown is FailureLike {
  try {
    if (typeof thrown !== "object" || thrown === null || thrown instanceof Error) return false;
    return "value" in thrown && typeof (thrown as FailureLike).getTraceback === "function";
  } catch {
    return false;
  }
}

class CaughtFailure implements FailureLike {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }

  getTraceback(): string {
    return describeError(this.value);
  }

  getErrorMessage(): string {
    return messageOf(this.value);
  }

  toString(): string {
    return messageOf(this.value);
  }
}

/** The failure's own traceback, or one made from its value; never throws. */
export function tracebackOf(failure: FailureLike): string {
  try {
    return failure.getTraceback?.() ?? describeError(failure.value);
  } catch (error) {
    return `(UNABLE TO OBTAIN TRACEBACK FROM EVENT): ${messageOf(error)}`;
  }
}

/** One line about a thrown value; never throws. */
export function messageOf(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return `(a thrown ${typeof thrown} that cannot be shown)`;
  }
}

/** The stack of an error and of whatever caused it; a cause that leads back to itself is shown once. */
function describeError(thrown: unknown): string {
  const seen = new Set<unknown>();
  const describe = (value: unknown, prefix: string): string => {
    seen.add(value);
    if (!(value instanceof Error)) return prefix + messageOf(value);
    let text = prefix + (value.stack || messageOf(value));
    if (value instanceof AggregateError)
      for (const error of value.errors)
        if (!seen.has(error)) text += `\n${describe(error, "One of several: ")}`;
    if (value.cause !== undefined && !seen.has(value.cause))
      text += `\n${describe(value.cause, "Caused by: ")}`;
    return text;
  };
  return describe(thrown, "");
}
