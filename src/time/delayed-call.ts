/**
 * `callLater`, for everything that keeps time: `Clock`, and every reactor.
 *
 * This is the bookkeeping alone. The owner says what time it is, is told when there may be something
 * to do earlier than before, takes the calls that are due and makes them.
 */
import { implementer } from "../components/index.ts";
import { tracking } from "../resources/index.ts";
import { AlreadyCalled, AlreadyCancelled } from "./errors.ts";
import { IDelayedCall } from "./interfaces.ts";
import { type Timer, TimerHeap } from "./timer-heap.ts";

const WAITING = 0;
const CALLED = 1;
const CANCELLED = 2;

export class DelayedCall implements IDelayedCall, Timer {
  static {
    implementer(IDelayedCall)(this);
  }
  at = 0;
  order = 0;
  index = -1;
  /** What its owner wants to know again when it is due. */
  surroundings: unknown = null;
  #state = WAITING;
  #owner: DelayedCalls;
  #callable: ((...args: never[]) => unknown) | null;
  #args: unknown[] | null;

  constructor(owner: DelayedCalls, callable: (...args: never[]) => unknown, args: unknown[]) {
    this.#owner = owner;
    this.#callable = callable;
    this.#args = args;
  }

  get active(): boolean {
    return this.#state === WAITING;
  }

  getTime(): number {
    return this.at;
  }

  cancel(): void {
    this.#check();
    this.#state = CANCELLED;
    this.#callable = this.#args = null;
    this.#owner.remove(this);
  }

  delay(seconds: number): void {
    this.#check();
    if (!Number.isFinite(seconds)) throw new RangeError(`delay(${seconds}): not a finite number`);
    this.#owner.move(this, this.at + seconds);
  }

  reset(seconds: number): void {
    this.#check();
    checkSeconds("reset", seconds);
    this.#owner.move(this, this.#owner.seconds() + seconds);
  }

  /** Make the call. For the clock that took it from the store; what it gives or throws is the clock's affair. */
  make(): unknown {
    const callable = this.#callable as (...args: unknown[]) => unknown;
    const args = this.#args as unknown[];
    this.#state = CALLED;
    this.#callable = this.#args = null;
    return tracking === null ? callable(...args) : tracking.inside(this, callable, args);
  }

  /** What the function that it is to call is called; empty where it has no name. */
  get callableName(): string {
    return this.#callable?.name ?? "";
  }

  /** `delayed call of poll`, for messages. */
  toString(): string {
    const name = this.callableName;
    return name ? `delayed call of ${name}` : "delayed call";
  }

  #check(): void {
    if (this.#state === CALLED) throw new AlreadyCalled("the delayed call has been made already");
    if (this.#state === CANCELLED) throw new AlreadyCancelled("the delayed call was cancelled");
  }
}

export class DelayedCalls {
  readonly seconds: () => number;
  readonly #heap = new TimerHeap<DelayedCall>();
  readonly #onEarlier: () => void;
  readonly #onNone: () => void;

  /**
   * @param onEarlier is called when the first call to be made is due earlier than it was.
   * @param onNone is called when the last one has been cancelled.
   */
  constructor(
    seconds: () => number,
    onEarlier: () => void = () => {},
    onNone: () => void = () => {},
  ) {
    this.seconds = seconds;
    this.#onEarlier = onEarlier;
    this.#onNone = onNone;
  }

  callLater<A extends unknown[]>(
    seconds: number,
    callable: (...args: A) => unknown,
    args: A,
  ): DelayedCall {
    checkSeconds("callLater", seconds);
    if (typeof callable !== "function")
      throw new TypeError(`callLater: ${typeof callable} is not a function`);
    const call = new DelayedCall(this, callable as (...args: never[]) => unknown, args);
    this.#heap.add(call, this.seconds() + seconds);
    if (call.index === 0) this.#onEarlier();
    return call;
  }

  /** When the first call is due; `Infinity` where there is none. */
  nextAt(): number {
    return this.#heap.nextAt();
  }

  /** The limit for {@link DelayedCalls.takeDue} that leaves calls set from now on for the next turn. */
  get setFromNowOn(): number {
    return this.#heap.nextOrder;
  }

  /** Take the first call that is due at `now` and was set before `limit`; the caller makes it. */
  takeDue(now: number, limit: number = Number.POSITIVE_INFINITY): DelayedCall | undefined {
    return this.#heap.popDue(now, limit);
  }

  pending(): readonly DelayedCall[] {
    return this.#heap.timers();
  }

  get size(): number {
    return this.#heap.size;
  }

  /** The `most` that will be made first, in their order. */
  earliest(most: number): readonly DelayedCall[] {
    return this.#heap.earliest(most);
  }

  remove(call: DelayedCall): void {
    this.#heap.remove(call);
    if (this.#heap.size === 0) this.#onNone();
  }

  move(call: DelayedCall, at: number): void {
    const earlier = at < call.at;
    this.#heap.move(call, at);
    if (earlier && call.index === 0) this.#onEarlier();
  }
}

function checkSeconds(what: string, seconds: number): void {
  if (!(seconds >= 0) || seconds === Number.POSITIVE_INFINITY)
    throw new RangeError(`${what}(${seconds}): seconds must be a number from 0 up`);
}
