/**
 * An error on its way down a Deferred's errback chain.
 *
 * A Failure is a value: it can be kept, passed on and returned, and a callback that returns one has
 * failed (D4). Its `value` is always an Error; what was thrown and is none is kept as `thrown`.
 */
import { NonErrorThrown } from "./errors.ts";

/** The part of a generator that an error is thrown into. */
export interface ThrowTarget<Y, R> {
  throw(thrown: unknown): IteratorResult<Y, R>;
}

/** An error class, or the name of one: names match where `instanceof` cannot, across copies and wires. */
export type ErrorKind = (abstract new (...args: never[]) => Error) | string;

export class Failure {
  readonly value: Error;

  constructor(thrown: unknown) {
    if (thrown instanceof Failure) this.value = thrown.value;
    else if (thrown instanceof Error) this.value = thrown;
    else this.value = new NonErrorThrown(`thrown: ${describe(thrown)}`, { cause: thrown });
  }

  /** What was thrown, as it was: the Error, or the thing that is none; what `await` throws. */
  get thrown(): unknown {
    return this.value instanceof NonErrorThrown ? this.value.cause : this.value;
  }

  /** The class of the error. */
  get type(): unknown {
    return this.value.constructor;
  }

  /** The first of `kinds` that the error is an instance of, subclasses included (D33). */
  check<K extends ErrorKind>(...kinds: K[]): K | undefined {
    return kinds.find((kind) =>
      typeof kind === "string"
        ? hasName(this.value, kind)
        : this.value instanceof (kind as Exclude<ErrorKind, string>),
    );
  }

  /** Like {@link Failure.check}, but throws this Failure where nothing matches. */
  trap<K extends ErrorKind>(...kinds: K[]): K {
    const found = this.check(...kinds);
    if (found === undefined) throw this;
    return found;
  }

  /** Throw it again, for code that uses `try`. */
  raiseException(): never {
    throw this.thrown;
  }

  /** Throw it into a generator, at the yield where that stands; gives what the generator does next. */
  throwExceptionIntoGenerator<Y, R>(generator: ThrowTarget<Y, R>): IteratorResult<Y, R> {
    return generator.throw(this.thrown);
  }

  getErrorMessage(): string {
    return this.value.message || this.value.name;
  }

  /** The error's stack, and after it the stacks of its causes, and of the errors that a group is of. */
  getTraceback(): string {
    return traceback(this.value, new Set());
  }

  /** One line: the error's name and message. */
  getBriefTraceback(): string {
    return `${this.value.name}: ${this.value.message}`;
  }

  toString(): string {
    return `[Failure ${this.getBriefTraceback()}]`;
  }
}

/** For this folder: what was thrown, as a Failure; a Failure that was thrown is that itself. */
export function failureFrom(thrown: unknown): Failure {
  return thrown instanceof Failure ? thrown : new Failure(thrown);
}

/** `seen` are those that were written already: causes may go round. */
function traceback(error: Error, seen: Set<unknown>): string {
  seen.add(error);
  const parts = [error.stack ?? `${error.name}: ${error.message}`];
  if (error instanceof AggregateError)
    for (const [i, each] of error.errors.entries())
      if (each instanceof Error && !seen.has(each))
        parts.push(`#${i}: ${traceback(each, seen).replace(/\n/g, "\n  ")}`);
  if (error.cause instanceof Error && !seen.has(error.cause))
    parts.push(`Caused by: ${traceback(error.cause, seen)}`);
  return parts.join("\n");
}

function hasName(error: Error, name: string): boolean {
  if (error.name === name) return true;
  for (let p: object | null = Object.getPrototypeOf(error); p; p = Object.getPrototypeOf(p))
    if (p.constructor?.name === name) return true;
  return false;
}

/** `String(x)` throws for an object without a prototype and for a hostile `toString`. */
function describe(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return Object.prototype.toString.call(thrown);
  }
}
