/**
 * The connections of a host, found by both their ends.
 *
 * Rule: nothing is made to find one: it is done for every packet, and a text of four parts would cost more than
 * all the rest.
 */
import type { SocketAddress } from "../port.ts";
import type { Endpoint } from "./endpoint.ts";
import type { Ends } from "./endpoint-host.ts";

type ByPorts = Map<number, Endpoint>;

export class Connections {
  /** By the near address, the far address, and both ports. */
  readonly #byAddress = new Map<string, Map<string, ByPorts>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get({ local, peer }: Ends<SocketAddress>): Endpoint | undefined {
    return this.#byAddress.get(local.host)?.get(peer.host)?.get(portsOf(local, peer));
  }

  /** There must be none with these ends yet. */
  add(endpoint: Endpoint): void {
    const { local, peer } = endpoint;
    const byPeer = this.#byAddress.get(local.host) ?? new Map<string, ByPorts>();
    const byPorts: ByPorts = byPeer.get(peer.host) ?? new Map();
    this.#byAddress.set(local.host, byPeer);
    byPeer.set(peer.host, byPorts);
    byPorts.set(portsOf(local, peer), endpoint);
    this.#size += 1;
  }

  /** Was it there? */
  delete(endpoint: Endpoint): boolean {
    const { local, peer } = endpoint;
    const byPeer = this.#byAddress.get(local.host);
    const byPorts = byPeer?.get(peer.host);
    const ports = portsOf(local, peer);
    if (byPeer === undefined || byPorts?.get(ports) !== endpoint) return false;
    byPorts.delete(ports);
    this.#size -= 1;
    if (byPorts.size === 0) byPeer.delete(peer.host);
    if (byPeer.size === 0) this.#byAddress.delete(local.host);
    return true;
  }

  *[Symbol.iterator](): Generator<Endpoint> {
    for (const byPeer of this.#byAddress.values())
      for (const byPorts of byPeer.values()) yield* byPorts.values();
  }
}

/** As one number of 32 bits, which engines keep without a box. */
function portsOf(local: SocketAddress, peer: SocketAddress): number {
  return (local.port << 16) | peer.port;
}
