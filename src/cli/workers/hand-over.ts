/**
 * Connections that have come in, on their way to workers.
 *
 * Rules: a worker is given one at a time, and the next one when it has answered, so that who is busy is given fewer; of
 * those who are free the one that has waited longest is next. A connection is kept open here until a worker has taken it:
 * whoever dies before that has lost it for nobody. What waits is bounded.
 */
import { Deferred, succeed } from "../../deferred/index.ts";
import { Logger } from "../../logger/index.ts";

const log: Logger = new Logger({ namespace: "twist" });

/** So many wait for a worker; more are closed. */
const MOST = 1024;

/** A connection, open in this process. */
export interface HandedOver {
  /** Close it here; it lives on where it was taken. */
  destroy(): unknown;
}

export interface Taker<S> {
  wants(key: string): boolean;
  take(key: string, connection: number, socket: S): void;
}

interface Waiting<S> {
  readonly key: string;
  readonly socket: S;
  /** Who has been asked and did not want it. */
  readonly refusedBy: Set<Taker<S>>;
  /** Nobody will want it. */
  isDropped: boolean;
}

export class HandOver<S extends HandedOver> {
  readonly #most: number;
  #queue: Waiting<S>[] = [];
  /** Longest first. */
  #free: Taker<S>[] = [];
  readonly #given = new Map<number, { readonly to: Taker<S>; readonly what: Waiting<S> }>();
  #last = 0;
  #isFull = false;
  #empty: Deferred<void>[] = [];

  constructor(most: number = MOST) {
    this.#most = most;
  }

  /** How many nobody has taken yet. */
  get size(): number {
    return this.#queue.length + this.#given.size;
  }

  join(taker: Taker<S>): void {
    this.#free.push(taker);
  }

  /** What it was given and has not taken goes to others, first of all. */
  leave(taker: Taker<S>): void {
    this.#free = this.#free.filter((other) => other !== taker);
    for (const [connection, { to, what }] of this.#given) {
      if (to !== taker) continue;
      this.#given.delete(connection);
      this.#back(what);
    }
    this.go();
  }

  add(key: string, socket: S): void {
    if (this.#queue.length < this.#most) {
      this.#queue.push({ key, socket, refusedBy: new Set(), isDropped: false });
      this.go();
      return;
    }
    socket.destroy();
    if (!this.#isFull)
      log.warn("{most} connections wait for a worker: more are closed", { most: this.#most });
    this.#isFull = true;
  }

  answered(taker: Taker<S>, connection: number, taken: boolean): void {
    const given = this.#given.get(connection);
    if (given?.to !== taker) return;
    this.#given.delete(connection);
    this.#free.push(taker);
    if (taken) given.what.socket.destroy();
    else {
      given.what.refusedBy.add(taker);
      this.#back(given.what);
    }
    this.go();
  }

  /** Nobody listens there any more: close what waits for that, and what is refused. */
  drop(key: string): void {
    for (const what of [...this.#queue, ...[...this.#given.values()].map(({ what }) => what)])
      if (what.key === key) what.isDropped = true;
    for (const what of this.#queue) if (what.isDropped) what.socket.destroy();
    this.#queue = this.#queue.filter(({ isDropped }) => !isDropped);
    this.go();
  }

  /** Give what can be given. */
  go(): void {
    const left: Waiting<S>[] = [];
    const queue = this.#queue;
    this.#queue = [];
    for (const [index, what] of queue.entries()) {
      if (this.#free.length === 0) {
        left.push(...queue.slice(index));
        break;
      }
      const at = this.#free.findIndex(
        (taker) => taker.wants(what.key) && !what.refusedBy.has(taker),
      );
      if (at < 0) left.push(what);
      else this.#give(this.#free.splice(at, 1)[0]!, what);
    }
    this.#queue = [...left, ...this.#queue];
    if (this.#queue.length < this.#most / 2) this.#isFull = false;
    if (this.size === 0) for (const empty of this.#empty.splice(0)) empty.callback(undefined);
  }

  /** Fires when none is on its way. */
  whenEmpty(): Deferred<void> {
    if (this.size === 0) return succeed(undefined);
    const empty = new Deferred<void>(() => {
      this.#empty = this.#empty.filter((other) => other !== empty);
    });
    this.#empty.push(empty);
    return empty;
  }

  /** Close all that nobody has taken. */
  abandon(): void {
    for (const { socket } of this.#queue.splice(0)) socket.destroy();
    for (const { what } of this.#given.values()) what.socket.destroy();
    this.#given.clear();
    this.go();
  }

  #back(what: Waiting<S>): void {
    if (what.isDropped) what.socket.destroy();
    else this.#queue.unshift(what);
  }

  #give(taker: Taker<S>, what: Waiting<S>): void {
    this.#last += 1;
    this.#given.set(this.#last, { to: taker, what });
    taker.take(what.key, this.#last, what.socket);
  }
}
