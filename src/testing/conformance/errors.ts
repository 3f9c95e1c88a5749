/** A platform does not do what the port promises. */
export class ConformanceError extends Error {
  override name = "ConformanceError";
}

/** Both must be the same, as JSON. */
export function same(what: string, actual: unknown, expected: unknown): void {
  const got = JSON.stringify(actual);
  const wanted = JSON.stringify(expected);
  if (got !== wanted) throw new ConformanceError(`${what}: ${got}, and should be ${wanted}`);
}

export function check(what: string, holds: boolean): void {
  if (!holds) throw new ConformanceError(`not so: ${what}`);
}

/** `f` must throw an error of that name. */
export function throws(what: string, name: string, f: () => unknown): void {
  try {
    f();
  } catch (thrown) {
    same(what, thrown instanceof Error ? thrown.name : String(thrown), name);
    return;
  }
  throw new ConformanceError(`${what}: nothing was thrown, and should be ${name}`);
}
