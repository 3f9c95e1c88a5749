/**
 * Where the reactor calls what users wrote: whatever becomes of that, the reactor goes on.
 *
 * An async function is user code like any other: what its promise rejects with counts as thrown.
 */

/** Run `code` and give whether it returned; what it throws, or rejects with later, goes to `failed`. */
export function runUserCode(code: () => unknown, failed: (thrown: unknown) => void): boolean {
  try {
    const result = code();
    if (result instanceof Promise) result.catch(failed);
    return true;
  } catch (thrown) {
    failed(thrown);
    return false;
  }
}

/** The name of an object's class, for messages; there need not be one. */
export function classOf(object: object): string {
  const name = (object as { constructor?: { name?: unknown } | null }).constructor?.name;
  return typeof name === "string" && name !== "" ? name : "an object without a class";
}
