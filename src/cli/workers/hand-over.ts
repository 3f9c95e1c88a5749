/**
 * Connections that have come in, on their way to workers.
 *
 * Rules: a worker is given one at a time, and the next one when it has answered, so that who is busy is given fewer; of
 * those who are free the one that has waited longest is next. A connection is kept open here until a worker has taken it:
 * whoever dies before that has lost it for nobody. One who does not answer is asked whether it has got it at all: who has
 * no descriptor left has not, and hears nothing of it. What waits is bounded.
 */
import { Deferred, succeed } from "../../deferred/index.ts";
import { Logger } from "../../logger/index.ts";
import type { IDelayedCall, IReactorTime } from "../../net/index.ts";

const log: Logger = new Logger({ namespace: "twist" });

/** So many wait for a worker; more are closed. */
const MOST = 1024;
/** Who has not answered for so long is asked: once, since that arrives whatever has become of the connection. */
const ASK_SECONDS = 1;
/** Who has not answered for so long is named in the log. */
const SILENT_SECONDS = 10;

/** A connection, open in this process. */
export interface HandedOver {
  /** Close it here; it lives on where it was taken. */
  destroy(): unknown;
}

export interface Taker<S> {
  /** For the log. */
  readonly name: string;
  wants(key: string): boolean;
  take(key: string, connection: number, socket: S): void;
  /** It is to say so if it has not got it. */
  ask(connection: number): void;
}

/**
 * What becomes of a connection that was given to a worker: it is the worker's; it is wanted no more; or it has not arrived
 * there, and the same worker may be given it again.
 */
export type Answer = "taken" | "refused" | "lost";

interface Waiting<S> {
  readonly key: string;
  readonly socket: S;
  /** Who has been asked and did not want it. */
  readonly refusedBy: Set<Taker<S>>;
  /** Nobody will want it. */
  isDropped: boolean;
}

interface Given<S> {
  readonly to: Taker<S>;
  readonly what: Waiting<S>;
  readonly since: number;
  asked: boolean;
  named: boolean;
}

export interface HandOverOptions {
  /** How many wait at most; 1,024 by default. */
  readonly most?: number;
}

export class HandOver<S extends HandedOver> {
  readonly #time: IReactorTime;
  readonly #most: number;
  #queue: Waiting<S>[] = [];
  /** Longest first. */
  #free: Taker<S>[] = [];
  readonly #given = new Map<number, Given<S>>();
  /** While something is given. */
  #asking: IDelayedCall | null = null;
  #last = 0;
  #isFull = false;
  #empty: Deferred<void>[] = [];

  constructor(time: IReactorTime, { most = MOST }: HandOverOptions = {}) {
    this.#time = time;
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

  answered(taker: Taker<S>, connection: number, answer: Answer): void {
    const given = this.#given.get(connection);
    if (given?.to !== taker) return;
    this.#given.delete(connection);
    this.#free.push(taker);
    if (answer === "taken") given.what.socket.destroy();
    else {
      if (answer === "refused") given.what.refusedBy.add(taker);
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
    if (this.#given.size === 0) this.#askNoMore();
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
    const since = this.#time.seconds();
    this.#given.set(this.#last, { to: taker, what, since, asked: false, named: false });
    this.#asking ??= this.#time.callLater(ASK_SECONDS, () => this.#ask());
    taker.take(what.key, this.#last, what.socket);
  }

  #ask(): void {
    this.#asking = this.#time.callLater(ASK_SECONDS, () => this.#ask());
    const now = this.#time.seconds();
    for (const [connection, given] of [...this.#given]) {
      const silent = now - given.since;
      if (silent < ASK_SECONDS) continue;
      if (!given.asked) given.to.ask(connection);
      given.asked = true;
      if (silent < SILENT_SECONDS || given.named) continue;
      given.named = true;
      log.warn("{taker} has been busy, or has hung, for {seconds} s: a connection waits for it", {
        taker: given.to.name,
        seconds: Math.round(silent),
      });
    }
  }

  #askNoMore(): void {
    this.#asking?.cancel();
    this.#asking = null;
  }
}
