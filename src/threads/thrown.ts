/**
 * What was thrown, as data, and back. A structured clone of an Error keeps neither its name nor what a program has
 * put on it; this does.
 */
export type ThrownDescription =
  | {
      readonly kind: "error";
      /** The nearest of the language's own classes. */
      readonly base: string;
      readonly name: string;
      readonly message: string;
      readonly stack: string;
      readonly cause: ThrownDescription | null;
      /** Of an AggregateError. */
      readonly errors: readonly ThrownDescription[] | null;
      /** Those own properties that are data: `code` and the like. */
      readonly own: readonly (readonly [string, unknown])[];
    }
  | { readonly kind: "value"; readonly value: unknown };

const BASES: Readonly<Record<string, new (message: string) => Error>> = {
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};
/** Causes may go round, or be thousands. */
const DEEPEST = 10;
const MOST = 100;

/** Never throws, whatever it is given; the result can be sent. */
export function describeThrown(thrown: unknown): ThrownDescription {
  try {
    return describe(thrown, 0);
  } catch {
    return { kind: "value", value: "something was thrown that cannot even be looked at" };
  }
}

function describe(thrown: unknown, depth: number): ThrownDescription {
  if (!(thrown instanceof Error)) return { kind: "value", value: dataOf(thrown) };
  const base = baseOf(thrown);
  const cause = thrown.cause;
  const { errors } = thrown as { errors?: unknown };
  const inner = depth < DEEPEST;
  return {
    kind: "error",
    base,
    name: nameOf(thrown, base),
    message: String(thrown.message),
    stack: String(thrown.stack),
    cause: cause === undefined || !inner ? null : describe(cause, depth + 1),
    errors:
      thrown instanceof AggregateError && Array.isArray(errors) && inner
        ? errors.slice(0, MOST).map((each) => describe(each, depth + 1))
        : null,
    own: ownOf(thrown),
  };
}

function baseOf(error: Error): string {
  for (let p: object | null = Object.getPrototypeOf(error); p; p = Object.getPrototypeOf(p)) {
    const name = p.constructor?.name;
    if (name !== undefined && Object.hasOwn(BASES, name)) return name;
  }
  return "Error";
}

/** A class that has not said what it is called is called as it is. */
function nameOf(error: Error, base: string): string {
  const name = String(error.name);
  return name === base ? (error.constructor?.name ?? name) : name;
}

function ownOf(error: Error): [string, unknown][] {
  const known = new Set(["name", "message", "stack", "cause", "errors"]);
  return Object.entries(error)
    .filter(([key, value]) => !known.has(key) && isData(value))
    .slice(0, MOST);
}

function isData(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}

function dataOf(value: unknown): unknown {
  return isData(value) ? value : String(value);
}

/** What {@link describeThrown} was given: an Error of the same name, or the value. */
export function rebuildThrown(described: ThrownDescription): unknown {
  if (described.kind === "value") return described.value;
  const { base, name, message, stack, cause, errors, own } = described;
  const error =
    errors === null
      ? new (BASES[base] ?? Error)(message)
      : new AggregateError(errors.map(rebuildThrown), message);
  for (const [key, value] of own) define(error, key, value, true);
  if (error.name !== name) define(error, "name", name);
  define(error, "stack", stack);
  if (cause !== null) define(error, "cause", rebuildThrown(cause));
  return error;
}

/** Not by `=`: a property may be called `__proto__`. */
function define(error: Error, key: string, value: unknown, enumerable = false): void {
  Object.defineProperty(error, key, { value, enumerable, writable: true, configurable: true });
}
