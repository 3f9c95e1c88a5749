/**
 * Runtime interfaces: a TypeScript `interface` and a value of the same name.
 *
 * ```ts
 * export interface IGreeter { greet(name: string): string }
 * export const IGreeter: Interface<IGreeter> = defineInterface("app.IGreeter", [], { greet: method });
 * ```
 *
 * The type is what the compiler checks; the value is what the program asks
 * (`providedBy`), adapts to (`IGreeter(thing)`) and verifies against.  The
 * member table is type-checked against the interface, so they cannot drift.
 * An interface *is* its id: two values with one id are the same interface.
 */
import { adapt, adaptOr } from "./adapt.ts";
import { globalRegistry } from "./registry.ts";
import { type Class, interfacesOf, markInterface, orderOfSpecification } from "./specification.ts";

/** In a member table: this member is called. */
export const method = "method";
/** In a member table: this member is read, or assigned. */
export const attribute = "attribute";
export type MemberKind = typeof method | typeof attribute;

type AnyFunction = (...args: never[]) => unknown;
type RequiredKeys<T> = {
  [K in keyof T]-?: Partial<Pick<T, K>> extends Pick<T, K> ? never : K;
}[keyof T];

/** From `A | B`, `A & B`; from no interfaces at all, `unknown`. */
export type Intersect<U> = (U extends unknown ? (u: U) => void : never) extends (i: infer I) => void
  ? I
  : never;

/** The static type behind an interface value. */
export type Provided<I> = I extends Interface<infer T> ? T : never;

/** One entry, of the right kind, for every required member that no base declares. */
export type Members<T, Base = unknown> = {
  readonly [K in Exclude<RequiredKeys<T>, keyof Base>]: T[K] extends AnyFunction
    ? typeof method
    : typeof attribute;
};

export interface Interface<T> {
  /** Adapt `thing` to this interface, or throw {@link CannotAdapt}. */
  (thing: unknown): T;
  /** Adapt `thing` to this interface, or return `otherwise`. */
  <D>(thing: unknown, otherwise: D): T | D;
  /** Globally unique, dotted: what two copies of a package know an interface by. */
  readonly id: string;
  readonly bases: readonly Interface<unknown>[];
  /** Every member, inherited ones included. Optional members are not in it. */
  readonly members: ReadonlyMap<PropertyKey, MemberKind>;
  /** Has `thing` (or its class) declared that it provides this interface? */
  providedBy(thing: unknown): thing is T;
  /** Have the instances of `cls`, by its own declaration or an inherited one? */
  implementedBy(cls: Class<unknown>): cls is Class<T>;
  /** Is this interface `other`, or does it extend it, at whatever distance? */
  isOrExtends(other: Interface<unknown>): boolean;
  [Symbol.hasInstance](thing: unknown): thing is T;
}

/** Make the runtime value of an interface. `members` are its own; those of `bases` are inherited. */
export function defineInterface<T, const B extends readonly Interface<unknown>[]>(
  id: string,
  bases: B,
  members: Members<T, Intersect<Provided<B[number]>>>,
): Interface<T> {
  const providedBy = (thing: unknown): thing is T => interfacesOf(thing).has(id);
  const value = ((thing: unknown, ...otherwise: [unknown?]): unknown =>
    otherwise.length > 0
      ? adaptOr(globalRegistry, thing, value, otherwise[0])
      : adapt(globalRegistry, thing, value)) as Interface<T>;
  markInterface(value);
  Object.defineProperty(value, Symbol.hasInstance, { value: providedBy });
  Object.defineProperty(value, "name", { value: id });
  const own = members as Readonly<Record<PropertyKey, MemberKind>>;
  return Object.assign(value, {
    id,
    bases,
    providedBy,
    implementedBy: (cls: Class<unknown>): cls is Class<T> => interfacesOf(cls.prototype).has(id),
    isOrExtends: (other: Interface<unknown>) => orderOfSpecification(value).includes(other.id),
    members: new Map<PropertyKey, MemberKind>([
      ...bases.flatMap((b) => [...b.members]),
      ...Reflect.ownKeys(own).map((k) => [k, own[k] as MemberKind] as const),
    ]),
  });
}
