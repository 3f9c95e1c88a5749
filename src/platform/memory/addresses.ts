/** Addresses of a simulated host: which of them a port that is bound to one takes, and ports that are free. */
import { EVERYWHERE } from "../everywhere.ts";
import type { SocketAddress } from "../port.ts";

const LOOPBACK: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "::1"]);
const FIRST_EPHEMERAL = 49_152;
const EPHEMERALS = 65_536 - FIRST_EPHEMERAL;

export function isLoopback(host: string): boolean {
  return LOOPBACK.has(host);
}

/** Does a port bound to `bound` take what is for `local`? */
export function covers(bound: SocketAddress, local: SocketAddress): boolean {
  if (EVERYWHERE.has(bound.host)) return true;
  return isLoopback(bound.host) ? isLoopback(local.host) : bound.host === local.host;
}

export function overlap(a: SocketAddress, b: SocketAddress): boolean {
  return EVERYWHERE.has(a.host) || EVERYWHERE.has(b.host) || covers(a, b);
}

/** The ports that a host chooses, one after the other. */
export class EphemeralPorts {
  #next = 0;

  /** One that is free or, where none is, one that is not. */
  choose(taken: (port: number) => boolean): number {
    let port = FIRST_EPHEMERAL;
    for (let tries = 0; tries < EPHEMERALS; tries++) {
      port = FIRST_EPHEMERAL + (this.#next % EPHEMERALS);
      this.#next += 1;
      if (!taken(port)) break;
    }
    return port;
  }
}
