/**
 * Names on a simulated network: every host is called what it is called, and names can be added and taken away.
 *
 * One service knows them all. It may be slow, fail, or never answer. `localhost` needs no service.
 */
import { Deferred, fail, succeed } from "../../deferred/index.ts";
import { PlatformError } from "../errors.ts";
import { EVERYWHERE } from "../everywhere.ts";
import type { NamesPlatform } from "../names-port.ts";
import { isLoopback, isNumeric, loopbackAddress } from "./addresses.ts";

/**
 * `failing`: every answer is that there is none now (`EAI_AGAIN`). `silent`: no answer ever comes. `empty`: nobody has
 * any address. `stale`: the answers are those from before the last change of each name. `wrong-first`: before the right
 * addresses comes one at which nobody answers.
 */
export type NameFault = "failing" | "silent" | "empty" | "stale" | "wrong-first";

export interface NameServiceOptions {
  /** Seconds until an answer comes; 0 at first. */
  readonly latency?: number;
  /** What is wrong with its answers; `null`, as at first: all is well. */
  readonly fault?: NameFault | null;
  /** Does each answer begin with the address after the one before, as round robin does? */
  readonly rotate?: boolean;
}

/** As it is, for a host or for all. */
interface Service {
  readonly latency: number;
  readonly fault: NameFault | null;
  readonly rotate: boolean;
}

export interface NamesNetwork {
  isHost(name: string): boolean;
  /** Those that the host of that name was given. */
  addressesOf(name: string): Addresses;
  /** Something was done to the service, for a host or for all (`*`). */
  changed(text: string, host: string): void;
}

/** What asks: the program of a host. */
export interface NamesHost {
  readonly name: string;
  readonly alive: () => boolean;
  after(seconds: number, run: () => void): () => void;
}

/** Of a block that is nobody's (RFC 5737). */
const NOBODY = "203.0.113.1";

type Addresses = readonly string[];

export class MemoryNames {
  readonly #network: NamesNetwork;
  /** `null` where a name was removed. */
  readonly #names = new Map<string, Addresses | null>();
  /** What a name stood for before. */
  readonly #before = new Map<string, Addresses>();
  readonly #turns = new Map<string, number>();
  #service: Service = { latency: 0, fault: null, rotate: false };
  /** Of hosts for which it is another way than for the rest. */
  readonly #services = new Map<string, Service>();

  constructor(network: NamesNetwork) {
    this.#network = network;
  }

  set(name: string, addresses: Addresses): void {
    if (name === "" || isLoopback(name))
      throw new RangeError(`"${name}" cannot be given addresses`);
    this.#before.set(name, this.#addresses(name));
    this.#names.set(name, [...addresses]);
    this.#network.changed(`the name ${name} is ${addresses.join(", ") || "of no host"}`, "*");
  }

  remove(name: string): void {
    this.#before.set(name, this.#addresses(name));
    this.#names.set(name, null);
    this.#network.changed(`the name ${name} is removed`, "*");
  }

  /** For the host `host`, or for all, those included for which it was another way. */
  change(options: NameServiceOptions, host?: string): void {
    const changed = { ...this.#serviceFor(host), ...options };
    const { latency, fault, rotate } = changed;
    if (!(latency >= 0)) throw new RangeError(`a latency of ${latency} s`);
    if (host !== undefined) this.#services.set(host, changed);
    else {
      this.#service = changed;
      for (const [other, service] of this.#services)
        this.#services.set(other, { ...service, ...options });
    }
    const text = `the name service: ${fault ?? "well"}, ${latency} s${rotate ? ", in turn" : ""}`;
    this.#network.changed(text, host ?? "*");
  }

  #serviceFor(host: string | undefined): Service {
    return (host === undefined ? undefined : this.#services.get(host)) ?? this.#service;
  }

  platform({ name: host, alive, after }: NamesHost): NamesPlatform {
    return {
      lookup: (name, family) => {
        if (!alive()) return new Deferred();
        if (isLoopback(name)) return succeed([family === 6 ? "::1" : loopbackAddress(name)]);
        const { latency, fault } = this.#serviceFor(host);
        if (fault === "silent") return new Deferred();
        if (latency === 0) return this.#answer(host, name, family);
        const answer = new Deferred<Addresses>(() => forget());
        const forget = after(latency, () => this.#answer(host, name, family).chainDeferred(answer));
        return answer;
      },
      isAddress: (address) =>
        EVERYWHERE.has(address) ||
        isNumeric(address) ||
        (this.#network.isHost(address) && this.#network.addressesOf(address)[0] === address),
    };
  }

  #answer(host: string, name: string, family: 4 | 6 | undefined): Deferred<Addresses> {
    const { fault, rotate } = this.#serviceFor(host);
    if (fault === "failing")
      return fail(new PlatformError("EAI_AGAIN", "the name service has no answer now"));
    const stale = fault === "stale" ? this.#before.get(name) : undefined;
    const found = fault === "empty" ? [] : ofFamily(family)(stale ?? this.#addresses(name));
    if (found.length === 0) return fail(new PlatformError("ENOTFOUND", `nobody is called ${name}`));
    const inTurn = rotate ? this.#rotated(name, found) : found;
    return succeed(fault === "wrong-first" && family !== 6 ? [NOBODY, ...inTurn] : inTurn);
  }

  #rotated(name: string, addresses: Addresses): Addresses {
    const turn = this.#turns.get(name) ?? 0;
    this.#turns.set(name, turn + 1);
    const first = turn % addresses.length;
    return [...addresses.slice(first), ...addresses.slice(0, first)];
  }

  /** Of a name that stands for hosts, all that each of them has. */
  #addresses(name: string): Addresses {
    const set = this.#names.get(name);
    if (set === null) return [];
    if (set === undefined) return this.#addressesOfHost(name, []);
    return set.flatMap((one) => this.#addressesOfHost(one, [one]));
  }

  #addressesOfHost(name: string, otherwise: Addresses): Addresses {
    return this.#network.isHost(name) ? this.#network.addressesOf(name) : otherwise;
  }
}

function ofFamily(family: 4 | 6 | undefined): (addresses: Addresses) => Addresses {
  return (addresses) =>
    addresses.filter((address) => family === undefined || address.includes(":") === (family === 6));
}
