/** Values and errors as words that are the same in both languages. */
import { Deferred, DeferredLock, DeferredSemaphore, Failure, FirstError } from "torsion/deferred";

/** What a program throws. */
export class ProgramError extends Error {
  constructor(n: number) {
    super(`E${n}`);
  }
}

export function nameOf(thrown: unknown): string {
  if (thrown instanceof ProgramError) return thrown.message;
  if (thrown instanceof FirstError) return `FirstError#${thrown.index}(${nameOf(thrown.cause)})`;
  return (thrown as Error).name;
}

type Result =
  | { success: true; value: unknown }
  | { success: false; failure: Failure }
  | { index: number; value: unknown };

/** A result: a number, nothing, a Failure, a Deferred, a list of results, a lock; anything else is an object. */
export function describe(value: unknown): string {
  if (value === undefined) return "-";
  if (typeof value === "number") return String(value);
  if (value instanceof Failure) return `!${nameOf(value.value)}`;
  if (value instanceof Deferred) return "D";
  if (value instanceof DeferredLock || value instanceof DeferredSemaphore) return "L";
  if (Array.isArray(value)) return `[${value.map(describe).join(",")}]`;
  const result = value as Partial<Result>;
  if ("success" in result)
    return result.success
      ? `(+${describe((result as { value: unknown }).value)})`
      : `(-${describe((result as { failure: unknown }).failure)})`;
  if ("index" in result) return `(${result.index}:${describe(result.value)})`;
  return "object";
}
