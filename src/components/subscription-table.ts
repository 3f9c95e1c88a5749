/**
 * Subscriptions: like adapters, but any number for the same things, and all of
 * those that fit are used.  Rule: the general come before the specific, and
 * what was subscribed earlier before what was subscribed later.
 */
import type { AnyFactory } from "./factory.ts";
import type { Interface } from "./interface.ts";
import { at, grow, type LookupTree, lookupTree, matches } from "./lookup-tree.ts";
import type { Key } from "./specification.ts";

/** Plain data, since copies of the package share it. */
export interface SubscriptionData {
  readonly tree: LookupTree<AnyFactory[]>;
  readonly targets: Map<string, Interface<unknown>>;
}

export function subscriptionData(): SubscriptionData {
  return { tree: lookupTree(), targets: new Map() };
}

/** No interface has this id: the target of handlers, which are called for their effect. */
const handlers = "";

export class SubscriptionTable {
  readonly #data: SubscriptionData;

  constructor(data: SubscriptionData = subscriptionData()) {
    this.#data = data;
  }

  subscribe(path: readonly Key[], to: Interface<unknown> | null, factory: AnyFactory): void {
    const here = grow(this.#data.tree, path);
    const id = to?.id ?? handlers;
    here.set(id, [...(here.get(id) ?? []), factory]);
    if (to !== null) this.#data.targets.set(to.id, to);
  }

  /** Remove one subscription of `factory`. */
  unsubscribe(path: readonly Key[], to: Interface<unknown> | null, factory: AnyFactory): boolean {
    const here = at(this.#data.tree, path);
    const old = here?.get(to?.id ?? handlers) ?? [];
    const index = old.indexOf(factory);
    if (index < 0) return false;
    here?.set(
      to?.id ?? handlers,
      old.filter((_, i) => i !== index),
    );
    return true;
  }

  /** All that fit. */
  find(orders: readonly (readonly Key[])[], to: Interface<unknown> | null): AnyFactory[] {
    const targets =
      to === null
        ? [handlers]
        : [...this.#data.targets.values()].filter((t) => t.isOrExtends(to)).map((t) => t.id);
    return [...matches(this.#data.tree, orders, targets)].reverse().flat();
  }
}
