/**
 * What a transport is given in the place of a user's protocol.
 *
 * Rule: it can whatever the protocol can. What is not its own, the interfaces that the protocol declares included, is looked
 * up in the protocol itself.
 */
import type { IProtocol } from "../net/index.ts";

/** @param own what it does otherwise. */
export function standIn(protocol: IProtocol, own: Partial<IProtocol>): IProtocol {
  return Object.setPrototypeOf(own, new Proxy(protocol, forwarding)) as IProtocol;
}

/** The protocol is `this` in all that it is asked, so that its private fields are there. */
const forwarding: ProxyHandler<IProtocol> = {
  get(protocol, key) {
    const value: unknown = Reflect.get(protocol, key, protocol);
    return typeof value === "function" && key !== "constructor" ? value.bind(protocol) : value;
  },
  set: (protocol, key, value) => Reflect.set(protocol, key, value, protocol),
};
