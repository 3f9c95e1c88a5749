/**
 * The delayed calls of a reactor, on one alarm of the platform's.
 *
 * What a call logs is about what the one who set it was about.
 *
 * Rules: calls that calls set are for the next turn, even without delay (R1); what a call throws, or
 * rejects with, is told and keeps no other from being made (R5).
 */
import {
  currentLogContext,
  enterLogContext,
  type LogContext,
  leaveLogContext,
} from "../logger/index.ts";
import type { IDelayedCall } from "../net/index.ts";
import type { Platform } from "../platform/index.ts";
import { type ResourceType, tracking } from "../resources/index.ts";
import { type DelayedCall, DelayedCalls, delayedCallResource } from "../time/index.ts";
import type { Turn } from "./turn.ts";
import { watchResult } from "./user-code.ts";

const NEVER = Number.POSITIVE_INFINITY;

export class Timers {
  readonly #platform: Platform;
  readonly #turn: Turn;
  readonly #failed: (thrown: unknown) => void;
  readonly #calls: DelayedCalls;
  readonly #asResource: ResourceType<IDelayedCall>;
  #alarmAt = NEVER;
  #disarm: (() => void) | null = null;
  #stopped = false;

  constructor(platform: Platform, turn: Turn, failed: (thrown: unknown) => void) {
    this.#platform = platform;
    this.#turn = turn;
    this.#failed = failed;
    this.#calls = new DelayedCalls(
      () => platform.now(),
      () => this.#arm(),
      () => this.#disarmIfSet(),
    );
    this.#asResource = delayedCallResource({
      seconds: () => platform.now(),
      owner: platform,
      stopped: () => this.#stopped,
    });
  }

  callLater<A extends unknown[]>(
    seconds: number,
    callable: (...args: A) => unknown,
    args: A,
  ): IDelayedCall {
    const call = this.#calls.callLater(seconds, callable, args);
    call.surroundings = currentLogContext();
    tracking?.began(call, this.#asResource);
    return call;
  }

  /** For the reactor's own time limits: they belong to something, and end with that. */
  callLaterForSelf(seconds: number, callable: () => void): IDelayedCall {
    return this.#calls.callLater(seconds, callable, []);
  }

  pending(): readonly DelayedCall[] {
    return this.#calls.pending();
  }

  get size(): number {
    return this.#calls.size;
  }

  earliest(most: number): readonly DelayedCall[] {
    return this.#calls.earliest(most);
  }

  /** No call is made any more, not even those that are due in this turn. */
  stop(): void {
    this.#stopped = true;
    this.#disarmIfSet();
  }

  /** An alarm for nothing would keep the process alive. */
  #disarmIfSet(): void {
    this.#alarmAt = NEVER;
    this.#disarm?.();
    this.#disarm = null;
  }

  #arm(): void {
    const next = this.#calls.nextAt();
    if (next >= this.#alarmAt || this.#stopped) return;
    this.#disarm?.();
    this.#alarmAt = next;
    const seconds = Math.max(0, next - this.#platform.now());
    this.#disarm = this.#platform.alarm(seconds, this.#ring);
  }

  readonly #ring = (): void => {
    this.#alarmAt = NEVER;
    this.#disarm = null;
    const now = this.#platform.now();
    const limit = this.#calls.setFromNowOn;
    this.#turn.enter();
    while (!this.#stopped) {
      const call = this.#calls.takeDue(now, limit);
      if (call === undefined) break;
      const outer = enterLogContext(call.surroundings as LogContext | null);
      try {
        watchResult(call.make(), this.#failed);
      } catch (thrown) {
        this.#failed(thrown);
      }
      leaveLogContext(outer);
    }
    this.#turn.leave();
    this.#arm();
  };
}
