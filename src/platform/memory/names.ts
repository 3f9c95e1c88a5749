/**
 * Names on a simulated network: every host is called what it is called, and names can be added and taken away.
 *
 * One service knows them all. It may be slow, fail, or never answer. `localhost` needs no service.
 */
import { Deferred, fail, succeed } from "../../deferred/index.ts";
import { PlatformError } from "../errors.ts";
import { EVERYWHERE } from "../everywhere.ts";
import type { NamesPlatform } from "../names-port.ts";
import { isLoopback } from "./addresses.ts";

export interface NameServiceOptions {
  /** Seconds until an answer comes; 0 at first. */
  readonly latency?: number;
  /**
   * `failing`: every answer is that there is none now (`EAI_AGAIN`). `silent`: no answer ever comes. `null`, as at
   * first: all is well.
   */
  readonly fault?: "failing" | "silent" | null;
}

export interface NamesNetwork {
  isHost(name: string): boolean;
  /** Something was done to the service. */
  changed(text: string): void;
}

/** What asks: one life of a host. */
export interface NamesHost {
  readonly alive: () => boolean;
  after(seconds: number, run: () => void): () => void;
}

type Addresses = readonly string[];

export class MemoryNames {
  readonly #network: NamesNetwork;
  /** `null` where a name was removed. */
  readonly #names = new Map<string, Addresses | null>();
  #latency = 0;
  #fault: "failing" | "silent" | null = null;

  constructor(network: NamesNetwork) {
    this.#network = network;
  }

  set(name: string, addresses: Addresses): void {
    if (name === "" || isLoopback(name))
      throw new RangeError(`"${name}" cannot be given addresses`);
    this.#names.set(name, [...addresses]);
    this.#network.changed(`the name ${name} is ${addresses.join(", ") || "of no host"}`);
  }

  remove(name: string): void {
    this.#names.set(name, null);
    this.#network.changed(`the name ${name} is removed`);
  }

  change({ latency = this.#latency, fault = this.#fault }: NameServiceOptions): void {
    if (!(latency >= 0)) throw new RangeError(`a latency of ${latency} s`);
    this.#latency = latency;
    this.#fault = fault;
    this.#network.changed(`the name service: ${fault ?? "well"}, ${latency} s`);
  }

  platform({ alive, after }: NamesHost): NamesPlatform {
    return {
      lookup: (name, family) => {
        if (!alive() || (this.#fault === "silent" && !isLoopback(name))) return new Deferred();
        if (this.#latency === 0 || isLoopback(name)) return this.#answer(name, family);
        const answer = new Deferred<Addresses>(() => forget());
        const forget = after(this.#latency, () => this.#answer(name, family).chainDeferred(answer));
        return answer;
      },
      isAddress: (host) =>
        this.#network.isHost(host) ||
        EVERYWHERE.has(host) ||
        /^(?:\d+(?:\.\d+){3}|[\da-f.]*:[\da-f:.]*(?:%\w+)?)$/i.test(host),
    };
  }

  #answer(name: string, family: 4 | 6 | undefined): Deferred<Addresses> {
    if (this.#fault === "failing" && !isLoopback(name))
      return fail(new PlatformError("EAI_AGAIN", "the name service has no answer now"));
    const found = this.#find(name).filter(
      (address) => family === undefined || address.includes(":") === (family === 6),
    );
    if (found.length > 0) return succeed(found);
    return fail(new PlatformError("ENOTFOUND", `nobody is called ${name}`));
  }

  #find(name: string): Addresses {
    if (isLoopback(name)) return ["127.0.0.1"];
    const set = this.#names.get(name);
    if (set !== undefined) return set ?? [];
    return this.#network.isHost(name) ? [name] : [];
  }
}
