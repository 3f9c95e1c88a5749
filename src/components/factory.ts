/** What makes adapters: a function of the originals, or a class constructed with them. */
import { isClass } from "./describe.ts";
import type { Interface } from "./interface.ts";
import type { Class } from "./specification.ts";

/** What an adapter can be registered for: whatever provides an interface, or is of a class. */
export type Specification<T> = Interface<T> | Class<T>;

/** Makes a `T` out of the originals `A`; null means that these cannot be adapted. */
export type AdapterFactory<A extends readonly unknown[], T> =
  | ((...originals: A) => T | null)
  | (new (
      ...originals: A
    ) => T);

/** Any factory, its types forgotten. */
export type AnyFactory = AdapterFactory<never[], unknown>;

/** The types of the originals, from the list of what they are required to be. */
export type Originals<F extends readonly Specification<unknown>[]> = {
  readonly [K in keyof F]: F[K] extends Specification<infer T> ? T : never;
};

/** Call or construct. Undefined, from a function that returns nothing, is null too. */
export function make(factory: AnyFactory, originals: readonly unknown[]): unknown {
  return (
    (isClass(factory)
      ? new (factory as new (...o: unknown[]) => unknown)(...originals)
      : (factory as (...o: unknown[]) => unknown)(...originals)) ?? null
  );
}
