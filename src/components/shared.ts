/**
 * State that every copy of this package in a process must agree on.
 *
 * npm may install two copies of one package.  A transport of one copy must
 * satisfy the interfaces of the other, so what a module would keep in a
 * top-level variable is kept on `globalThis`, under a name both copies know.
 * Rule: what is put here is plain data; it may have been made by another copy.
 */

/** The state called `name`; made by `initial` if no copy of this package has asked for it yet. */
export function shared<T extends object>(name: string, initial: () => T): T {
  const key = Symbol.for(`torsion.${name}`);
  const world = globalThis as { [key: symbol]: T | undefined };
  const found = world[key];
  if (found !== undefined) return found;
  const value = initial();
  Object.defineProperty(globalThis, key, { value });
  return value;
}
