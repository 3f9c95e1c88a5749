/**
 * The adapters registered in one registry, and which of them fits best.
 *
 * Rule: an adapter to an interface will do for every interface which that one
 * extends; asked for the general, the least special that there is gets chosen.
 */
import { describe } from "./describe.ts";
import { DuplicateAdapter } from "./errors.ts";
import type { AnyFactory } from "./factory.ts";
import type { Interface } from "./interface.ts";
import { at, grow, type LookupTree, lookupTree, matches } from "./lookup-tree.ts";
import type { Key } from "./specification.ts";

interface Registration {
  readonly factory: AnyFactory;
  readonly copy: symbol;
}

/** Plain data, since copies of the package share it. */
export interface AdapterData {
  readonly tree: LookupTree<Registration>;
  /** Every interface that something has been registered for. */
  readonly targets: Map<string, Interface<unknown>>;
  /** Which targets will do for an interface, as far as anyone has asked. */
  readonly suitable: Map<string, readonly string[]>;
}

export function adapterData(): AdapterData {
  return { tree: lookupTree(), targets: new Map(), suitable: new Map() };
}

const thisCopy = Symbol("a copy of torsion/components");

export class AdapterTable {
  readonly #data: AdapterData;
  readonly #copy: symbol;

  /** `copy` tells which copy of the package registers; it is an argument for the sake of tests. */
  constructor(data: AdapterData = adapterData(), copy: symbol = thisCopy) {
    this.#data = data;
    this.#copy = copy;
  }

  /**
   * Throws {@link DuplicateAdapter} if there is one and `replace` is false; but the same
   * registrations run again in a second copy of a package, so another copy's gives way.
   */
  register(
    path: readonly Key[],
    to: Interface<unknown>,
    factory: AnyFactory,
    replace: boolean,
  ): void {
    const here = grow(this.#data.tree, path);
    const old = here.get(to.id);
    if (old !== undefined && old.copy === this.#copy && !replace)
      throw new DuplicateAdapter(
        `an adapter to ${to.id} from ${path.map(nameOf).join(", ")} is registered already: ${describe(old.factory)}`,
      );
    here.set(to.id, { factory, copy: this.#copy });
    if (this.#data.targets.has(to.id)) return;
    this.#data.targets.set(to.id, to);
    this.#data.suitable.clear();
  }

  /** Remove what is registered for exactly this; if `factory` is given, only if it is that one. */
  unregister(path: readonly Key[], to: Interface<unknown>, factory?: AnyFactory): boolean {
    const here = at(this.#data.tree, path);
    const old = here?.get(to.id);
    if (old === undefined || (factory !== undefined && old.factory !== factory)) return false;
    here?.delete(to.id);
    return true;
  }

  /** What is registered for exactly this. */
  registered(path: readonly Key[], to: Interface<unknown>): AnyFactory | null {
    return at(this.#data.tree, path)?.get(to.id)?.factory ?? null;
  }

  /** What fits best. `orders` is only called if there is anything at all to find. */
  find(orders: () => readonly (readonly Key[])[], to: Interface<unknown>): AnyFactory | null {
    const targets = this.#suitableFor(to);
    if (targets.length === 0) return null;
    for (const found of matches(this.#data.tree, orders(), targets)) return found.factory;
    return null;
  }

  #suitableFor(to: Interface<unknown>): readonly string[] {
    const known = this.#data.suitable.get(to.id);
    if (known !== undefined) return known;
    const found: Interface<unknown>[] = [];
    for (const target of this.#data.targets.values()) {
      if (!target.isOrExtends(to)) continue;
      const place = found.findIndex((f) => f.isOrExtends(target));
      found.splice(place < 0 ? found.length : place, 0, target);
    }
    const ids = found.map((f) => f.id);
    this.#data.suitable.set(to.id, ids);
    return ids;
  }
}

function nameOf(key: Key): string {
  return typeof key === "string" ? key : describe(key);
}
