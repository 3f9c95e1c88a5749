/**
 * What stands where in a text of JSON: the keys of its object and of the objects in it.
 *
 * Rule: the text has been parsed already, so that nothing can be wrong with its form.
 */

/** Counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** One key of an object, of which there may be two of one name. */
export interface PlacedKey {
  readonly key: string;
  readonly place: Place;
  /** Of the object that is its value; none where the value is something else. */
  readonly inside: readonly PlacedKey[];
}

export function placeAt(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  const line = before.split("\n").length;
  return { line, column: offset - before.lastIndexOf("\n") };
}

/** `text` is an object. */
export function keysOf(text: string): readonly PlacedKey[] {
  const found: PlacedKey[] = [];
  const open: { readonly keys: PlacedKey[] | null }[] = [];
  let last: PlacedKey[] | null = found;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/gs)) {
    if (token === "{" || token === "[") open.push({ keys: token === "{" ? last : null });
    else if (token === "}" || token === "]") open.pop();
    else {
      const keys = open.at(-1)?.keys;
      const [, key] = /^(".*")\s*:$/s.exec(token) ?? [];
      if (key === undefined || keys === undefined || keys === null) continue;
      const inside: PlacedKey[] = [];
      keys.push({ key: JSON.parse(key) as string, place: placeAt(text, index), inside });
      last = inside;
    }
  }
  return found;
}
