/**
 * Runtime interfaces: a TypeScript `interface` and a value of the same name.
 *
 * ```ts
 * export interface IGreeter { greet(name: string): string }
 * export const IGreeter: Interface<IGreeter> = defineInterface("IGreeter", [], { greet: method });
 * ```
 *
 * The type is what the compiler checks; the value is what the program asks
 * (`providedBy`), adapts to (`IGreeter(thing)`) and verifies against.  The
 * member table is type-checked against the interface, so they cannot drift.
 */

import { findAdapter } from "./adapter.ts";
import { providedIds } from "./declarations.ts";
import { CannotAdapt } from "./errors.ts";

export const method = "method";
export const attribute = "attribute";
export type MemberKind = typeof method | typeof attribute;

type AnyFunction = (...args: never[]) => unknown;
type RequiredKeys<T> = { [K in keyof T]-?: {} extends Pick<T, K> ? never : K }[keyof T];
type Intersect<U> = (U extends unknown ? (u: U) => void : never) extends (i: infer I) => void
  ? I
  : never;

/** The static type behind an interface value. */
export type Provided<I> = I extends Interface<infer T> ? T : never;

/** One entry, of the right kind, for every required member that no base declares. */
export type Members<T, Base> = {
  readonly [K in Exclude<RequiredKeys<T>, keyof Base>]: T[K] extends AnyFunction
    ? typeof method
    : typeof attribute;
};

export interface Interface<T> {
  /** Adapt `thing` to this interface, or throw {@link CannotAdapt}. */
  (thing: unknown): T;
  /** Adapt `thing` to this interface, or return `otherwise`. */
  <D>(thing: unknown, otherwise: D): T | D;
  readonly id: string;
  readonly bases: readonly Interface<unknown>[];
  /** Every member, inherited ones included. */
  readonly members: ReadonlyMap<PropertyKey, MemberKind>;
  /** Has `thing` (or its class) declared that it provides this interface? */
  providedBy(thing: unknown): thing is T;
  [Symbol.hasInstance](thing: unknown): thing is T;
}

export function defineInterface<T, const B extends readonly Interface<unknown>[]>(
  id: string,
  bases: B,
  members: Members<T, Intersect<Provided<B[number]>>>,
): Interface<T> {
  const providedBy = (thing: unknown): thing is T => providedIds(thing).has(id);
  function adapt(thing: unknown, ...otherwise: [unknown?]): unknown {
    if (providedBy(thing)) return thing;
    const adapter = findAdapter(thing, id);
    if (adapter) return adapter(thing);
    if (otherwise.length > 0) return otherwise[0];
    throw new CannotAdapt(thing, id);
  }
  Object.defineProperty(adapt, Symbol.hasInstance, { value: providedBy });
  return Object.assign(adapt, {
    id,
    bases,
    providedBy,
    members: new Map<PropertyKey, MemberKind>([
      ...bases.flatMap((b) => [...b.members]),
      ...Reflect.ownKeys(members).map((k) => [k, members[k as keyof typeof members]] as const),
    ]),
  }) as unknown as Interface<T>;
}
