/**
 * What an object has declared, and in which order its declarations count.
 *
 * A declaration sits on an object under one well-known symbol and holds for
 * that object and for all that inherit from it: a class declares on its
 * prototype, a single object on itself.  So asking is one property read, which
 * `Proxy` objects forward and subclasses inherit, and one lookup in a Map.
 *
 * The resolution order is zope.interface's: depth first, an entry reached twice
 * counts at its last place.  It follows that a subclass precedes its base, and
 * an interface everything that it extends.
 */
import type { Interface } from "./interface.ts";
import { shared } from "./shared.ts";

/** A class, abstract or not, whose instances are `T`. */
export type Class<T> = abstract new (...args: never[]) => T;

/** What adapters are registered for: the id of an interface, or a prototype. */
export type Key = string | object;

export interface Declaration {
  readonly owner: object;
  interfaces: readonly Interface<unknown>[];
  /** Whatever the owner would inherit is cut off. */
  only: boolean;
  /** False on a function: what a class itself provides, its subclasses may not. */
  readonly heritable: boolean;
  /** {@link world}'s epoch when the two answers below were worked out. */
  epoch: number;
  order: readonly Key[];
  all: ReadonlyMap<string, Interface<unknown>>;
}

const key: unique symbol = Symbol.for("torsion.provides");
type Declaring = { readonly [key]?: Declaration };

const world: {
  epoch: number;
  anySealed: boolean;
  readonly sealed: WeakMap<object, Declaration>;
  readonly ancestors: WeakSet<object>;
} = shared("components.declarations", () => ({
  /** Moves when a declaration changes that another one has been worked out from. */
  epoch: 0,
  anySealed: false,
  /** Objects that take no new property: frozen ones, and module namespaces. */
  sealed: new WeakMap<object, Declaration>(),
  /** Every object that some other object's answers depend on. */
  ancestors: new WeakSet<object>(),
}));

function isObject(thing: unknown): thing is object {
  return (typeof thing === "object" && thing !== null) || typeof thing === "function";
}

// A mock that answers every property with something is not a declaration.
const isDeclaration = (d: Declaration | undefined): d is Declaration =>
  d !== undefined && d !== null && typeof d.epoch === "number";

/** The declaration that `thing` itself bears, if any; what it inherits does not count. */
export function ownDeclaration(thing: object): Declaration | undefined {
  const sealed = world.anySealed ? world.sealed.get(thing) : undefined;
  if (sealed !== undefined || !Object.hasOwn(thing, key)) return sealed;
  const own = (thing as Declaring)[key];
  return isDeclaration(own) ? own : undefined;
}

/** The nearest declaration that holds for `thing`.  Hot: mostly one property read. */
function declarationFor(thing: unknown): Declaration | undefined {
  if (thing === null || thing === undefined) return undefined;
  if (world.anySealed && isObject(thing) && !Object.isExtensible(thing)) {
    const sealed = world.sealed.get(thing);
    if (sealed !== undefined) return sealed;
  }
  const found = (thing as Declaring)[key];
  if (!isDeclaration(found)) return undefined;
  if (found.heritable || found.owner === thing) return found;
  if (Object.hasOwn(thing, key)) return found; // a Proxy of the owner
  for (let p = Object.getPrototypeOf(thing); p !== null; p = Object.getPrototypeOf(p)) {
    const own = ownDeclaration(p);
    if (own?.heritable) return own;
  }
  return undefined;
}

/** All that `thing` provides by declaration, by id, nearest first. */
export function interfacesOf(thing: unknown): ReadonlyMap<string, Interface<unknown>> {
  const declaration = declarationFor(thing);
  return declaration === undefined ? nothing : current(declaration).all;
}
const nothing: ReadonlyMap<string, Interface<unknown>> = new Map();

/** Everything an adapter for `thing` may be registered under, most specific first. */
export function orderOf(thing: unknown): readonly Key[] {
  if (thing === null || thing === undefined) return [];
  const declaration = declarationFor(thing);
  if (declaration?.owner === thing) return current(declaration).order;
  const { order, declarations } = walk(thing);
  // Only the `get` of a Proxy may lead to what it stands for.
  if (declaration === undefined || declarations.has(declaration)) return order;
  return [...new Set([...current(declaration).order, ...order])];
}

/** The same for what is asked for by interface or class, no object being at hand. */
export function orderOfSpecification(spec: Interface<unknown> | Class<unknown>): readonly Key[] {
  if (!isInterface(spec)) return orderOf(spec.prototype);
  const all: Interface<unknown>[] = [];
  addWithBases(spec, all);
  return lastOccurrences(all.map((i) => i.id));
}

/** Where an adapter for `spec` is kept. */
export function keyOf(spec: Interface<unknown> | Class<unknown>): Key {
  return isInterface(spec) ? spec.id : (spec.prototype as object);
}

/** Change, or make, the declaration that `owner` bears. */
export function declare(
  owner: object,
  interfaces: readonly Interface<unknown>[],
  { only, heritable }: { only: boolean; heritable: boolean },
): void {
  if (world.ancestors.has(owner)) world.epoch++;
  const old = ownDeclaration(owner);
  if (old !== undefined) {
    Object.assign(old, { interfaces, only, epoch: -1 });
    return;
  }
  const value: Declaration = {
    owner,
    interfaces,
    only,
    heritable,
    epoch: -1,
    order: [],
    all: nothing,
  };
  if (Object.isExtensible(owner)) {
    Object.defineProperty(owner, key, { value, configurable: true });
    return;
  }
  world.sealed.set(owner, value);
  world.anySealed = true;
}

const brand: unique symbol = Symbol.for("torsion.interface");

export function markInterface(adapt: object): void {
  Object.defineProperty(adapt, brand, { value: true });
}

/** Is `spec` an interface, of this or another copy of the package, rather than a class? */
export function isInterface(spec: unknown): spec is Interface<unknown> {
  return typeof spec === "function" && (spec as { [brand]?: unknown })[brand] === true;
}

function current(declaration: Declaration): Declaration {
  if (declaration.epoch === world.epoch) return declaration;
  const { order, interfaces } = walk(declaration.owner);
  declaration.order = order;
  const all = new Map<string, Interface<unknown>>();
  for (const key of order) {
    const found = interfaces.get(key);
    if (found !== undefined) all.set(found.id, found);
  }
  declaration.all = all;
  declaration.epoch = world.epoch;
  return declaration;
}

function walk(thing: NonNullable<unknown>): {
  order: Key[];
  interfaces: Map<Key, Interface<unknown>>;
  declarations: Set<Declaration>;
} {
  const keys: Key[] = [];
  const interfaces = new Map<Key, Interface<unknown>>();
  const declarations = new Set<Declaration>();
  let p: object | null = isObject(thing) ? thing : Object.getPrototypeOf(thing);
  for (; p !== null; p = Object.getPrototypeOf(p)) {
    keys.push(p);
    if (p !== thing) world.ancestors.add(p);
    const own = ownDeclaration(p);
    if (own === undefined || !(own.heritable || p === thing)) continue;
    declarations.add(own);
    const found: Interface<unknown>[] = [];
    for (const i of own.interfaces) addWithBases(i, found);
    for (const i of found) interfaces.set(i.id, i);
    keys.push(...found.map((i) => i.id));
    if (own.only) {
      keys.push(Object.prototype); // what holds for anything still holds
      break;
    }
  }
  return { order: lastOccurrences(keys), interfaces, declarations };
}

function addWithBases(i: Interface<unknown>, to: Interface<unknown>[]): void {
  to.push(i);
  for (const base of i.bases) addWithBases(base, to);
}

function lastOccurrences<K>(keys: readonly K[]): K[] {
  return [...new Set([...keys].reverse())].reverse();
}
