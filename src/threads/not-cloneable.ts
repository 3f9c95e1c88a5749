/** Says what of a value it is that cannot be sent: the runtime's own message does not say where it was. */
import { NotCloneableError } from "../net/index.ts";

const DEEPEST = 50;
const ADVICE = "only data can go from thread to thread";

/**
 * @param what what `value` is of the call of `name`.
 * @param cause what the runtime threw when it was given `value`.
 */
export function notCloneable(
  what: "arguments" | "result",
  name: string,
  value: unknown,
  cause: unknown,
): NotCloneableError {
  let found: string | null = null;
  try {
    found = find(value, what, new Set(), 0);
  } catch {
    // A getter that throws: there is still the message of the runtime.
  }
  const message = cause instanceof Error ? cause.message : String(cause);
  return new NotCloneableError(`${name}(): ${found ?? `${what}: ${message}`}; ${ADVICE}`, {
    cause,
  });
}

function find(value: unknown, path: string, seen: Set<object>, depth: number): string | null {
  if (typeof value === "function") {
    const name = value.name === "" ? "" : ` (${value.name})`;
    return `${path} is a function${name}: give the URL of its module and its name`;
  }
  if (typeof value === "symbol") return `${path} is a symbol`;
  if (typeof value !== "object" || value === null) return null;
  if (seen.has(value) || depth > DEEPEST) return null;
  seen.add(value);
  for (const [inner, name] of partsOf(value, path)) {
    const found = find(inner, name, seen, depth + 1);
    if (found !== null) return found;
  }
  return isContainer(value) || isCloneable(value)
    ? null
    : `${path} is ${Object.prototype.toString.call(value)}, which cannot be copied`;
}

function* partsOf(value: object, path: string): Iterable<[unknown, string]> {
  if (ArrayBuffer.isView(value)) return;
  if (value instanceof Map)
    for (const [key, inner] of value) {
      yield [key, `a key of ${path}`];
      yield [inner, `${path}.get(${String(key)})`];
    }
  else if (value instanceof Set) for (const inner of value) yield [inner, `a member of ${path}`];
  else if (Array.isArray(value))
    for (const [i, inner] of value.entries()) yield [inner, `${path}[${i}]`];
  else for (const [key, inner] of Object.entries(value)) yield [inner, `${path}.${key}`];
}

/** Nothing but its parts can be wrong with it. */
function isContainer(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return [Object.prototype, Array.prototype, Map.prototype, Set.prototype, null].includes(
    prototype,
  );
}

function isCloneable(value: object): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}
