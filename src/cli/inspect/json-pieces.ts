/**
 * A value as JSON, in pieces that each take little time to make.
 *
 * Rule: together they are what `JSON.stringify` gives, for what JSON can say.
 */

/** So many elements of an array are one piece. */
const AT_ONCE = 50;

export function* jsonPieces(value: unknown): Generator<string> {
  if (Array.isArray(value)) {
    if (value.length === 0) yield "[]";
    for (let at = 0; at < value.length; at += AT_ONCE) {
      const elements = JSON.stringify(value.slice(at, at + AT_ONCE)).slice(1, -1);
      yield (at === 0 ? "[" : ",") + elements;
    }
    if (value.length > 0) yield "]";
  } else if (isPlain(value)) {
    let before = "{";
    for (const [name, member] of Object.entries(value)) {
      if (member === undefined || typeof member === "function" || typeof member === "symbol")
        continue;
      yield `${before}${JSON.stringify(name)}:`;
      before = ",";
      yield* jsonPieces(member);
    }
    yield before === "{" ? "{}" : "}";
  } else yield JSON.stringify(value) ?? "null";
}

function isPlain(value: unknown): value is object {
  if (typeof value !== "object" || value === null || "toJSON" in value) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
