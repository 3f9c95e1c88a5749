/**
 * Addresses of a simulated host: which are its own, which of them a port that is bound to one takes, and ports that are
 * free.
 *
 * A host that was given no addresses is called by its name, on which every host reaches it.
 */
import { EVERYWHERE } from "../everywhere.ts";
import type { SocketAddress } from "../port.ts";

const LOOPBACK: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "::1"]);
/** How many ports a host has for those who ask for none (RFC 6335), at the end of all. */
export const EPHEMERALS: number = 16_384;
const FIRST_EPHEMERAL = 65_536 - EPHEMERALS;

export function isLoopback(host: string): boolean {
  return LOOPBACK.has(host);
}

/** `localhost` is a name; what it stands for has one spelling in each family. */
export function loopbackAddress(host: string): string {
  return host === "localhost" ? "127.0.0.1" : host;
}

/** Is that written as an address, of either family, rather than as a name? */
export function isNumeric(host: string): boolean {
  return /^(?:\d+(?:\.\d+){3}|[\da-f.]*:[\da-f:.]*(?:%\w+)?)$/i.test(host);
}

export function familyOf(host: string): 4 | 6 | null {
  if (!isNumeric(host)) return null;
  return host.includes(":") ? 6 : 4;
}

/** Does a port bound to `bound` take what is for `local`? `::` takes both families, as hosts are set up today. */
export function covers(bound: SocketAddress, local: SocketAddress): boolean {
  if (bound.host === "0.0.0.0") return familyOf(local.host) !== 6;
  if (EVERYWHERE.has(bound.host)) return true;
  return loopbackAddress(bound.host) === loopbackAddress(local.host);
}

export function overlap(a: SocketAddress, b: SocketAddress): boolean {
  if (EVERYWHERE.has(a.host) && EVERYWHERE.has(b.host)) return true;
  return covers(a, b) || covers(b, a);
}

/** What a host is called by: its addresses or, where it has none, its name. */
export class HostAddresses {
  readonly name: string;
  #all: readonly string[] = [];

  constructor(name: string) {
    this.name = name;
  }

  /** Those it was given, or its name. */
  get all(): readonly string[] {
    return this.#all.length > 0 ? this.#all : [this.name];
  }

  set(addresses: readonly string[]): void {
    for (const address of addresses)
      if (!isNumeric(address) || isLoopback(address) || EVERYWHERE.has(address))
        throw new RangeError(`"${address}" cannot be an address of ${this.name}`);
    this.#all = [...addresses];
  }

  /** Can it be bound to? */
  isOwn(host: string): boolean {
    return isLoopback(host) || host === this.name || this.#all.includes(host);
  }

  /** What somebody is bound to who asked for `host`, which is its own. */
  bound(host: string): string {
    return host === this.name ? this.all[0]! : loopbackAddress(host);
  }

  /** What is sent to `host` comes from there; `undefined`: it has no address of that family. */
  sourceFor(host: string): string | undefined {
    if (isLoopback(host)) return loopbackAddress(host);
    if (this.all.includes(host)) return host;
    // `::` is of both families.
    if (host === "::") return this.all[0];
    const family = familyOf(host);
    if (this.#all.length === 0 || family === null) return this.all[0];
    return this.#all.find((address) => familyOf(address) === family);
  }
}

/** The ports that a host chooses, one after the other. */
export class EphemeralPorts {
  #next = 0;

  /** One that is free, of so many as there are; `undefined` where none is. */
  choose(taken: (port: number) => boolean, count: number = EPHEMERALS): number | undefined {
    for (let tries = 0; tries < count; tries++) {
      const port = FIRST_EPHEMERAL + (this.#next % count);
      this.#next += 1;
      if (!taken(port)) return port;
    }
    return undefined;
  }
}
