/** Which methods of a class are tests: those whose names begin with `test`, inherited ones too. */
import { InvalidTestCaseError } from "./errors.ts";
import { TestCase } from "./test-case.ts";
import type { TestCaseClass } from "./test-options.ts";

/**
 * The names in the order in which they are written, those of the classes that it extends first. Throws
 * `InvalidTestCaseError` for what is no class of tests, has none, or says something of one that it has not.
 */
export function testMethodsOf(kind: TestCaseClass): string[] {
  if (!(kind?.prototype instanceof TestCase))
    throw new InvalidTestCaseError(`trial: ${nameOf(kind)} does not extend TestCase`);
  if (kind.name === "")
    throw new InvalidTestCaseError(
      "trial: a class of tests needs a name, by which its tests are known",
    );
  const names = new Set<string>();
  for (const prototype of prototypesOf(kind.prototype))
    for (const name of Object.getOwnPropertyNames(prototype))
      if (name.startsWith("test") && isMethod(prototype, name)) names.add(name);
  if (names.size === 0)
    throw new InvalidTestCaseError(`trial: ${kind.name} has no method that begins with "test"`);
  const unknown = Object.keys(kind.options ?? {}).find((name) => !names.has(name));
  if (unknown !== undefined)
    throw new InvalidTestCaseError(
      `trial: ${kind.name}.options speaks of ${unknown}, which is no test of it`,
    );
  return [...names];
}

function nameOf(value: unknown): string {
  return typeof value === "function" ? value.name : String(value);
}

/** From `TestCase`'s own, which is not among them, down to `prototype`. */
function prototypesOf(prototype: object): object[] {
  if (prototype === TestCase.prototype) return [];
  return [...prototypesOf(Object.getPrototypeOf(prototype) as object), prototype];
}

function isMethod(prototype: object, name: string): boolean {
  return typeof Object.getOwnPropertyDescriptor(prototype, name)?.value === "function";
}
