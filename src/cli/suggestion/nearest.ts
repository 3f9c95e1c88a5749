/** The name that somebody meant, for a slip of the finger. */

/** Of `names`, the one that is nearest to `wanted`, and near; undefined where none is. */
export function nearest(wanted: string, names: Iterable<string>): string | undefined {
  if (wanted.length < 3) return undefined;
  let found: string | undefined;
  let least = 3;
  for (const name of names) {
    const letters = distance(name, wanted);
    if (letters < least) [found, least] = [name, letters];
  }
  return found;
}

/** ` (did you mean …?)`, or nothing. */
export function suggestion(wanted: string, names: Iterable<string>): string {
  const near = nearest(wanted, names);
  return near === undefined ? "" : ` (did you mean ${near}?)`;
}

/** How many letters have to be changed, added or left out (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, n) => n);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++)
      next.push(Math.min(next[j]! + 1, row[j + 1]! + 1, row[j]! + (a[i] === b[j] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
