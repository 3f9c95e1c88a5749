/**
 * What happened in a run of a simulated network, kept for those who draw it and for those who compare runs.
 *
 * A trace is bounded: of a long run it keeps the beginning and the end, and says how much it left out
 * between them. Its hash is of everything, what was left out as well.
 */
import type { MemoryNetwork, NetworkEvent } from "../../platform/memory/index.ts";
import { StableHash } from "./stable-hash.ts";

/** What a test has to say about a host. */
export interface TraceNote {
  /** Seconds since the network began. */
  readonly at: number;
  readonly kind: "note";
  readonly host: string;
  readonly text: string;
}

/** Here so many events are left out. */
export interface TraceGap {
  readonly at: number;
  readonly kind: "gap";
  readonly count: number;
}

export type TraceEvent = NetworkEvent | TraceNote | TraceGap;

/** What pictures are made of. */
export interface TraceEvents {
  /** In the order in which they happened. */
  readonly events: readonly TraceEvent[];
  /** Every host there is, in the order in which they came. */
  readonly hosts: readonly string[];
}

export interface TraceOptions {
  /** How many events are kept: half of them from the beginning, half from the end. 20,000 by default. */
  readonly limit?: number;
}

/** The recorder: {@link recordTrace} makes one. */
export class Trace implements TraceEvents {
  readonly #network: MemoryNetwork;
  readonly #hash = new StableHash();
  readonly #first: (NetworkEvent | TraceNote)[] = [];
  /** A ring: the oldest is at `#oldest` once it is full. */
  readonly #last: (NetworkEvent | TraceNote)[] = [];
  #oldest = 0;
  readonly #firstLimit: number;
  readonly #lastLimit: number;
  #count = 0;

  constructor(network: MemoryNetwork, { limit = 20_000 }: TraceOptions = {}) {
    if (!Number.isSafeInteger(limit) || limit < 2)
      throw new RangeError(`a trace keeps 2 events or more, not ${limit}`);
    this.#network = network;
    this.#firstLimit = limit >> 1;
    this.#lastLimit = limit - this.#firstLimit;
    network.observe((event) => this.#keep(event));
  }

  get hosts(): readonly string[] {
    return this.#network.hosts;
  }

  /** How many events there were, kept or not. */
  get count(): number {
    return this.#count;
  }

  /** How many events were left out of the middle. */
  get leftOut(): number {
    return this.#count - this.#first.length - this.#last.length;
  }

  /** What was kept; where something was left out, a `gap` says so. */
  get events(): readonly TraceEvent[] {
    const last = [...this.#last.slice(this.#oldest), ...this.#last.slice(0, this.#oldest)];
    const { leftOut: count } = this;
    const gap: TraceGap[] = count > 0 ? [{ at: last[0]!.at, kind: "gap", count }] : [];
    return [...this.#first, ...gap, ...last];
  }

  /** Say something about a host, now; it is drawn beside the host's line and is part of the hash. */
  note(host: string, text: string): void {
    this.#keep({ at: this.#network.now(), kind: "note", host, text });
  }

  /** 32 hexadecimal digits, of all events to now: the same for the same run, on every runtime. */
  hash(): string {
    return this.#hash.digest();
  }

  #keep(event: NetworkEvent | TraceNote): void {
    this.#count += 1;
    this.#hash.add(event);
    if (this.#first.length < this.#firstLimit) this.#first.push(event);
    else if (this.#last.length < this.#lastLimit) this.#last.push(event);
    else {
      this.#last[this.#oldest] = event;
      this.#oldest = (this.#oldest + 1) % this.#lastLimit;
    }
  }
}

/** Keep what happens on `network` from now on. */
export function recordTrace(network: MemoryNetwork, options: TraceOptions = {}): Trace {
  return new Trace(network, options);
}
