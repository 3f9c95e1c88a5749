/**
 * What `IFoo(thing)` does: ask the thing itself, then its declarations, then
 * the adapters.  Rule: null and undefined mean "cannot" at every step.
 */
import { CannotAdapt } from "./errors.ts";
import type { Interface } from "./interface.ts";

/** The method by which an object finds its own adapters: Python's `__conform__`. */
export const conform: unique symbol = Symbol.for("torsion.conform");

export interface Conforming {
  /** Something that provides `iface` in this object's name, or null to leave it to the adapters. */
  [conform]<T>(iface: Interface<T>): T | null;
}

/**
 * Give the instances of a class of this package their {@link conform} method, which our compiler
 * settings (isolatedDeclarations) do not let a class body name.
 */
export function declareConform<T>(
  cls: abstract new (...args: never[]) => T,
  find: (thing: T, iface: Interface<unknown>) => unknown,
): void {
  Object.defineProperty(cls.prototype, conform, {
    configurable: true,
    writable: true,
    value(this: T, iface: Interface<unknown>): unknown {
      return find(this, iface);
    },
  });
}

interface Adapters {
  queryAdapter<T>(thing: unknown, to: Interface<T>): T | null;
}

/** `thing` as `iface`, or throw {@link CannotAdapt}. */
export function adapt<T>(adapters: Adapters, thing: unknown, iface: Interface<T>): T {
  const found = find(adapters, thing, iface);
  if (found === null) throw new CannotAdapt(thing, iface as Interface<unknown>);
  return found;
}

/** `thing` as `iface`, or `otherwise`. */
export function adaptOr<T, D>(
  adapters: Adapters,
  thing: unknown,
  iface: Interface<T>,
  otherwise: D,
): T | D {
  return find(adapters, thing, iface) ?? otherwise;
}

/** As {@link adaptOr}, not asking the thing itself; for the thing to use. */
export function adaptAsDeclared<T>(
  adapters: Adapters,
  thing: unknown,
  iface: Interface<T>,
): T | null {
  return iface.providedBy(thing) ? thing : adapters.queryAdapter(thing, iface);
}

function find<T>(adapters: Adapters, thing: unknown, iface: Interface<T>): T | null {
  if (thing === null || thing === undefined) return null;
  if (typeof (thing as Partial<Conforming>)[conform] === "function") {
    const own = (thing as Conforming)[conform](iface);
    if (own !== null && own !== undefined) return own;
  }
  return adaptAsDeclared(adapters, thing, iface);
}
