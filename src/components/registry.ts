/**
 * Registries of adapters: the global one, which `IFoo(thing)` uses, and any
 * number of local ones, alone or built upon others.
 *
 * Rules: a registry's own registrations win over those of its bases; within
 * one, the more specific registration wins over the less.
 */
import { adapt, adaptOr } from "./adapt.ts";
import { AdapterTable, adapterData } from "./adapter-table.ts";
import {
  type AdapterFactory,
  type AnyFactory,
  make,
  type Originals,
  type Specification,
} from "./factory.ts";
import type { Interface } from "./interface.ts";
import { shared } from "./shared.ts";
import { type Key, keyOf, orderOf, orderOfSpecification } from "./specification.ts";
import { SubscriptionTable, subscriptionData } from "./subscription-table.ts";

type Specs = readonly Specification<unknown>[];
type OneOrMore = Specification<unknown> | Specs;

export interface RegisterOptions {
  /** Take the place of an adapter that is registered already, instead of throwing. */
  readonly replace?: boolean;
}

/** Takes a registration back. */
export type Undo = () => void;

/** The shape of `registerAdapter`, and of the method of the same purpose. */
export interface RegisterAdapter {
  <F, T>(
    from: Specification<F>,
    to: Interface<T>,
    factory: AdapterFactory<[original: F], NoInfer<T>>,
    options?: RegisterOptions,
  ): Undo;
  <const F extends Specs, T>(
    from: F,
    to: Interface<T>,
    factory: AdapterFactory<Originals<F>, NoInfer<T>>,
    options?: RegisterOptions,
  ): Undo;
}

/** Where a registry keeps what is registered. */
export interface Tables {
  readonly adapters: AdapterTable;
  readonly subscriptions: SubscriptionTable;
}

export class AdapterRegistry {
  readonly #bases: readonly AdapterRegistry[];
  readonly #adapters: AdapterTable;
  readonly #subscriptions: SubscriptionTable;

  /** What is not found here is looked for in `bases`, in turn. With none, this registry stands alone. */
  constructor(bases: readonly AdapterRegistry[] = [], tables?: Tables) {
    this.#bases = bases;
    this.#adapters = tables?.adapters ?? new AdapterTable();
    this.#subscriptions = tables?.subscriptions ?? new SubscriptionTable();
  }

  /**
   * Register what makes a provider of `to` from an original, or from several: `from` may be a list.
   * Throws {@link DuplicateAdapter} if exactly this is registered, unless told to `replace` it.
   */
  readonly register: RegisterAdapter = (
    from: OneOrMore,
    to: Interface<unknown>,
    factory: AnyFactory,
    options?: RegisterOptions,
  ): Undo => {
    this.#adapters.register(keysOf(from), to, factory, options?.replace ?? false);
    return () => this.unregister(from, to, factory);
  };

  /** Remove what is registered for exactly this, and was made by `factory` if one is given. */
  unregister(from: OneOrMore, to: Interface<unknown>, factory?: AnyFactory): boolean {
    return this.#adapters.unregister(keysOf(from), to, factory);
  }

  /** What is registered here for exactly this. */
  registered(from: OneOrMore, to: Interface<unknown>): AnyFactory | null {
    return this.#adapters.registered(keysOf(from), to);
  }

  /** The factory which fits things of such a kind best, here or in the bases. */
  lookup(from: OneOrMore, to: Interface<unknown>): AnyFactory | null {
    return this.find(() => listOf(from).map(orderOfSpecification), to);
  }

  /** `thing` as `to`: itself if it provides that, else adapted by this registry; or throws CannotAdapt. */
  adapt<T>(thing: unknown, to: Interface<T>): T;
  /** `thing` as `to`, or `otherwise`. */
  adapt<T, D>(thing: unknown, to: Interface<T>, otherwise: D): T | D;
  adapt<T>(thing: unknown, to: Interface<T>, ...otherwise: [unknown?]): unknown {
    return otherwise.length > 0 ? adaptOr(this, thing, to, otherwise[0]) : adapt(this, thing, to);
  }

  /** What an adapter makes of `thing`, whether or not it provides `to` itself; null if there is none. */
  queryAdapter<T>(thing: unknown, to: Interface<T>): T | null {
    return this.queryMultiAdapter([thing], to);
  }

  /** What an adapter registered for several originals makes of `things`; null if there is none. */
  queryMultiAdapter<T>(things: readonly unknown[], to: Interface<T>): T | null {
    const factory = this.find(() => things.map(orderOf), to as Interface<unknown>);
    return factory === null ? null : (make(factory, things) as T | null);
  }

  /** As {@link register}, but any number of factories may be, and all that fit are used. */
  subscribe<const F extends Specs, T>(
    from: F,
    to: Interface<T>,
    factory: AdapterFactory<Originals<F>, NoInfer<T>>,
  ): Undo;
  /** Register a handler: {@link handle} calls it with the things that fit. */
  subscribe<const F extends Specs>(
    from: F,
    to: null,
    handler: (...things: Originals<F>) => void,
  ): Undo;
  subscribe(from: Specs, to: Interface<unknown> | null, factory: AnyFactory): Undo {
    this.#subscriptions.subscribe(keysOf(from), to, factory);
    let done = false;
    return () => {
      if (!done) this.unsubscribe(from, to, factory);
      done = true;
    };
  }

  /** Remove one subscription of `factory`. */
  unsubscribe(from: Specs, to: Interface<unknown> | null, factory: AnyFactory): boolean {
    return this.#subscriptions.unsubscribe(keysOf(from), to, factory);
  }

  /** What all subscriptions that fit make of `things`: bases' first, and the general before the specific. */
  subscribers<T>(things: readonly unknown[], to: Interface<T>): T[] {
    return this.findAll(things.map(orderOf), to as Interface<unknown>)
      .map((factory) => make(factory, things) as T | null)
      .filter((made) => made !== null);
  }

  /** Call all handlers that fit, in the order of {@link subscribers}; the first that throws ends it. */
  handle(...things: readonly unknown[]): void {
    for (const handler of this.findAll(things.map(orderOf), null)) make(handler, things);
  }

  /** For registries built upon this one: what fits best, `orders` being the resolution orders. */
  find(orders: () => readonly (readonly Key[])[], to: Interface<unknown>): AnyFactory | null {
    let found = this.#adapters.find(orders, to);
    for (const base of this.#bases) found ??= base.find(orders, to);
    return found;
  }

  /** For registries built upon this one: all subscriptions that fit. */
  findAll(
    orders: readonly (readonly Key[])[],
    to: Interface<unknown> | null,
  ): readonly AnyFactory[] {
    const inherited = [...this.#bases].reverse().flatMap((base) => base.findAll(orders, to));
    return [...inherited, ...this.#subscriptions.find(orders, to)];
  }
}

/** The registry behind `IFoo(thing)`; the same for all copies of this package. */
export const globalRegistry: AdapterRegistry = new AdapterRegistry([], {
  adapters: new AdapterTable(shared("components.adapters", adapterData)),
  subscriptions: new SubscriptionTable(shared("components.subscriptions", subscriptionData)),
});

/**
 * Teach `to(thing)` to accept whatever provides, or is an instance of, `from`. The factory is a
 * function or a class; it may return null, meaning that this very thing cannot be adapted.
 * A list of several registers for their combination: `globalRegistry.queryMultiAdapter`.
 *
 * Throws DuplicateAdapter if there is one for exactly this. Returns what takes it back, so that
 * a test need not leak: `t.after(registerAdapter(…))`.
 */
export const registerAdapter: RegisterAdapter = globalRegistry.register;

/** The factory that would adapt things of kind `from` to `to`, or null. */
export function getAdapterFactory(
  from: Specification<unknown>,
  to: Interface<unknown>,
): AnyFactory | null {
  return globalRegistry.lookup(from, to);
}

const listOf = (from: OneOrMore): Specs => (Array.isArray(from) ? from : [from]) as Specs;
const keysOf = (from: OneOrMore): Key[] => listOf(from).map(keyOf);
