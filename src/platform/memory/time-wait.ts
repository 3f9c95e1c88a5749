/**
 * Connections of a host that are over, and whose last packets may still be on their way (RFC 9293, TIME-WAIT).
 *
 * Nothing happens when a wait ends but that the port may be used again: it needs no timer, and no world is kept busy by
 * it. Bounded, as Linux's is (tcp_max_tw_buckets): the oldest wait ends early where there are too many.
 */
import type { SocketAddress } from "../port.ts";
import { isNewer } from "./initial-numbers.ts";
import { numbersOf, type Packet } from "./packet.ts";

/** Linux's TCP_TIMEWAIT_LEN. */
const SECONDS = 60;
const MOST = 8192;

interface Wait {
  readonly until: number;
  readonly port: number;
  /** What packets that come late are answered with. */
  readonly answer: Packet;
}

/** What becomes of a packet: it is answered so, nothing is, or it begins a new connection. */
export type Late = Packet | "ignored" | "new";

export class TimeWait {
  /** In the order in which they end. */
  readonly #waits = new Map<string, Wait>();
  readonly #ports = new Map<number, number>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  get size(): number {
    this.#sweep();
    return this.#waits.size;
  }

  /** Which connections they were, as their keys, and since when they wait. */
  get all(): readonly { readonly key: string; readonly since: number }[] {
    this.#sweep();
    return [...this.#waits].map(([key, { until }]) => ({ key, since: until - SECONDS }));
  }

  add(key: string, { port }: SocketAddress, answer: Packet): void {
    this.#delete(key);
    this.#waits.set(key, { until: this.#now() + SECONDS, port, answer });
    this.#ports.set(port, (this.#ports.get(port) ?? 0) + 1);
    this.#sweep();
  }

  has(key: string): boolean {
    this.#sweep();
    return this.#waits.has(key);
  }

  hasPort(port: number): boolean {
    this.#sweep();
    return this.#ports.has(port);
  }

  clear(): void {
    this.#waits.clear();
    this.#ports.clear();
  }

  /** A packet came for no connection; `undefined`: nor for one that is over. */
  receive(key: string, packet: Packet): Late | undefined {
    this.#sweep();
    const wait = this.#waits.get(key);
    if (wait === undefined) return undefined;
    // RFC 9293, 3.6.1: a SYN whose number is larger than all of the old connection reopens it.
    if (packet.flags === "SYN" && isNewer(packet.seq, wait.answer.ack)) {
      this.#delete(key);
      return "new";
    }
    // RFC 1337: a reset does not end a wait.
    if (packet.flags === "RST") return "ignored";
    if (packet.fin) this.#again(key, wait);
    return numbersOf(packet) > 0 || packet.flags === "PROBE" ? wait.answer : "ignored";
  }

  /** "Acknowledge it, and restart the 2 MSL timeout." */
  #again(key: string, { port, answer }: Wait): void {
    this.#waits.delete(key);
    this.#waits.set(key, { until: this.#now() + SECONDS, port, answer });
  }

  #sweep(): void {
    if (this.#waits.size === 0) return;
    const now = this.#now();
    for (const [key, { until }] of this.#waits) {
      if (until > now && this.#waits.size <= MOST) return;
      this.#delete(key);
    }
  }

  #delete(key: string): void {
    const wait = this.#waits.get(key);
    if (wait === undefined) return;
    this.#waits.delete(key);
    const others = this.#ports.get(wait.port)! - 1;
    if (others > 0) this.#ports.set(wait.port, others);
    else this.#ports.delete(wait.port);
  }
}
