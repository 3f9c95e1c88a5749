/**
 * Failures in JSON: what Python needs to make a `Failure` of one of ours, and the other way round (L8).
 *
 * Rule: a reader has the name, the message and the traceback. The exception itself, its class, and the values of
 * variables are gone.
 */
import { type FailureLike, messageOf, tracebackOf } from "./failure.ts";

export const FAILURE_CLASS = "e76887e2-20ed-49bf-a8f8-ba25cc586f2d";

/** A function, where it is, its line, and its variables, of which there are none in ours. */
type Frame = readonly [name: string, file: string, line: number, locals: [], globals: []];

/** The attributes by which Python makes a `Failure` again, and the traceback as text. */
export function failureAsJSON(thing: unknown): object {
  const failure = thing as FailureLike;
  const error = failure.value;
  const name = error instanceof Error ? error.name : typeof error;
  return {
    type: { __module__: "torsion", __name__: name },
    value: error instanceof Error ? error.message : messageOf(error),
    traceback: tracebackOf(failure),
    parents: [name],
    frames: error instanceof Error ? framesOf(error) : [],
    stack: [],
    captureVars: false,
    count: 0,
    tb: null,
    pickled: 1,
    __class_uuid__: FAILURE_CLASS,
  };
}

const frame = /^\s+at (?:(?<name>.*?) \()?(?<file>[^()]*?):(?<line>\d+):\d+\)?$/;

/** Python's order: the function that threw comes last. */
function framesOf(error: Error): Frame[] {
  const frames: Frame[] = [];
  for (const line of String(error.stack).split("\n")) {
    const found = frame.exec(line)?.groups;
    if (found === undefined) continue;
    frames.unshift([found.name || "<anonymous>", found.file!, Number(found.line), [], []]);
  }
  return frames;
}

/** A failure that happened elsewhere, or long ago. */
class ReadFailure implements FailureLike {
  readonly value: Error;
  readonly #traceback: string;

  constructor(value: Error, traceback: string) {
    this.value = value;
    this.#traceback = traceback;
  }

  getTraceback(): string {
    return this.#traceback;
  }

  getErrorMessage(): string {
    return this.value.message;
  }

  toString(): string {
    return messageOf(this.value);
  }
}

/** What {@link failureAsJSON} or Twisted made of a failure, as a failure; whatever is missing is left out. */
export function failureFromJSON(record: { readonly [key: string]: unknown }): FailureLike {
  const { type, value, traceback } = record;
  const { __module__, __name__ } = (type ?? {}) as { readonly [key: string]: unknown };
  // Twisted writes no exceptions, only that there was one.
  const error = new Error(typeof value === "string" ? value : "");
  error.name = typeof __name__ === "string" ? __name__ : "Error";
  const text =
    typeof traceback === "string" ? traceback : pythonTraceback(record, __module__, error);
  // Where it was read is of no interest.
  error.stack = text;
  return new ReadFailure(error, text);
}

/** As Python shows it, without the lines of the program. */
function pythonTraceback(
  { frames }: { readonly [key: string]: unknown },
  module: unknown,
  error: Error,
): string {
  const name = typeof module === "string" ? `${module}.${error.name}` : error.name;
  let text = "Traceback (most recent call last):";
  for (const item of Array.isArray(frames) ? frames : [])
    if (Array.isArray(item)) text += `\n  File "${item[1]}", line ${item[2]}, in ${item[0]}`;
  return `${text}\n${name}${error.message === "" ? "" : `: ${error.message}`}`;
}
