/**
 * An object made of components, one for each interface.
 *
 * `IFoo(thing)` gives the component set for `IFoo`; if there is none, it adapts
 * `thing` once and keeps what the adapter made, so that adapters have state.
 */
import { adaptAsDeclared, declareConform } from "./adapt.ts";
import type { Adapter } from "./adapter.ts";
import { providedBy } from "./declarations.ts";
import { type AdapterFactory, type AnyFactory, make } from "./factory.ts";
import type { Interface } from "./interface.ts";
import { globalRegistry } from "./registry.ts";
import { orderOf } from "./specification.ts";

interface Component {
  readonly iface: Interface<unknown>;
  readonly value: unknown;
}
export class Componentized {
  /** Not a `#private` field: those cannot be reached through a Proxy, and adaptation must be. */
  private readonly adapterCache: Map<string, Component> = new Map();

  /** Make `component` the one for `iface`, in place of any other. */
  setComponent<T>(iface: Interface<T>, component: NoInfer<T>): void {
    this.adapterCache.set(iface.id, { iface: iface as Interface<unknown>, value: component });
  }

  /** Make an adapter of this object the component for `iface`. */
  setAdapter<T>(iface: Interface<T>, factory: AdapterFactory<[original: this], NoInfer<T>>): void {
    const component = make(factory as AnyFactory, [this]);
    if (component === null) throw new TypeError(`the factory makes no component for ${iface.id}`);
    this.setComponent(iface, component as T);
  }

  /**
   * Make `component` the one for each interface it provides for which the adapter registered for
   * this object is the component's class; with `ignoreClass`, for each interface it provides.
   */
  addComponent(component: object, ignoreClass = false): void {
    for (const iface of providedBy(component))
      if (ignoreClass || adapterClass(this, iface) === component.constructor)
        this.setComponent(iface, component);
  }

  /** Make an adapter of this object, and add it as {@link addComponent} does. Returns it. */
  addAdapter<T extends object>(
    factory: AdapterFactory<[original: this], T>,
    ignoreClass = false,
  ): T {
    const component = make(factory as AnyFactory, [this]) as T | null;
    if (component === null) throw new TypeError("the factory makes no component");
    this.addComponent(component, ignoreClass);
    return component;
  }

  /** The component for `iface`: the one that is set, or else this object adapted; or null. */
  getComponent<T>(iface: Interface<T>): T | null;
  /** The component for `iface`, or `otherwise`. */
  getComponent<T, D>(iface: Interface<T>, otherwise: D): T | D;
  getComponent<T>(iface: Interface<T>, otherwise: unknown = null): unknown {
    const known = this.adapterCache.get(iface.id);
    if (known !== undefined) return known.value;
    const made = adaptAsDeclared(globalRegistry, this, iface);
    if (made === null) return otherwise;
    const wishes = made as Partial<Adapter<unknown>>;
    if (wishes.temporaryAdapter) return made;
    this.setComponent(iface, made);
    if (wishes.multiComponent) this.addComponent(made as object);
    return made;
  }

  /** Forget the component for `iface`. */
  unsetComponent(iface: Interface<unknown>): void {
    this.adapterCache.delete(iface.id);
  }

  /** Forget `component`, whatever it is the component for. Returns what it was that for. */
  removeComponent(component: unknown): Interface<unknown>[] {
    const found = [...this.adapterCache.values()].filter(({ value }) => value === component);
    for (const { iface } of found) this.unsetComponent(iface);
    return found.map(({ iface }) => iface);
  }

  static {
    declareConform(this, (thing, iface) => thing.getComponent(iface));
  }
}

function adapterClass(thing: Componentized, iface: Interface<unknown>): AnyFactory | null {
  return globalRegistry.find(() => [orderOf(thing)], iface);
}
