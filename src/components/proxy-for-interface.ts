/**
 * Classes that stand in for an object by forwarding one interface to it.
 *
 * Unlike a `Proxy` object they show nothing but the interface, and a subclass
 * may override single members, calling `super` for the original's.
 */
import { implementer } from "./declarations.ts";
import type { Interface } from "./interface.ts";

/** Constructs a `T` that forwards to the original, which it keeps under the name `K`. */
export type ProxyClass<T, K extends PropertyKey> = new (
  original: T,
) => T & { readonly [P in K]: T };

/**
 * Make a class whose instances provide `iface` by forwarding every member to the original given
 * to the constructor. Optional members of the interface are not forwarded, since at run time
 * nothing knows of them. `originalAttribute` names the property that keeps the original.
 */
export function proxyForInterface<T, const K extends PropertyKey = "original">(
  iface: Interface<T>,
  originalAttribute: K = "original" as K,
): ProxyClass<T, K> {
  // biome-ignore lint/suspicious/noExplicitAny: the members are known at run time only
  type Self = Record<K, any>;

  class ForwardingProxy {
    constructor(original: T) {
      Object.defineProperty(this, originalAttribute, { value: original });
    }
  }
  for (const [member, kind] of iface.members) {
    if (member === originalAttribute)
      throw new TypeError(
        `${iface.id} has a member ${String(member)}: name the original otherwise`,
      );
    Object.defineProperty(
      ForwardingProxy.prototype,
      member,
      kind === "method"
        ? {
            configurable: true,
            writable: true,
            value(this: Self, ...args: unknown[]): unknown {
              return this[originalAttribute][member](...args);
            },
          }
        : {
            configurable: true,
            get(this: Self): unknown {
              return this[originalAttribute][member];
            },
            set(this: Self, value: unknown) {
              this[originalAttribute][member] = value;
            },
          },
    );
  }
  const forwarding = ForwardingProxy as unknown as ProxyClass<T, K>;
  implementer(iface)(forwarding as never);
  return forwarding;
}
