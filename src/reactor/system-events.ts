/**
 * Events that concern the whole program (startup, shutdown, or any other name), in three phases.
 *
 * All triggers of `before` are called, and what they return is waited for; then `during`, then `after`.
 * What a trigger throws is logged, and the others are called all the same (R7).
 */

import {
  type Awaitable,
  Deferred,
  DeferredList,
  type Failure,
  maybeDeferred,
} from "../deferred/index.ts";
import type { SystemEventPhase, TriggerHandle } from "../net/index.ts";

interface Trigger extends TriggerHandle {
  readonly call: () => Awaitable<unknown>;
}

const PHASES: readonly SystemEventPhase[] = ["before", "during", "after"];

export class SystemEvents {
  readonly #triggers = new Map<string, Trigger[]>();
  readonly #failed: (event: string, failure: Failure) => void;
  readonly #soon: (run: () => void) => void;

  constructor(failed: (event: string, failure: Failure) => void, soon: (run: () => void) => void) {
    this.#failed = failed;
    this.#soon = soon;
  }

  add(phase: SystemEventPhase, event: string, call: () => Awaitable<unknown>): TriggerHandle {
    if (!PHASES.includes(phase))
      throw new RangeError(`no such phase as ${String(phase)}: one of ${PHASES.join(", ")}`);
    const trigger: Trigger = { phase, event, call };
    const triggers = this.#triggers.get(event);
    if (triggers === undefined) this.#triggers.set(event, [trigger]);
    else triggers.push(trigger);
    return trigger;
  }

  remove(handle: TriggerHandle): void {
    const triggers = this.#triggers.get(handle.event) ?? [];
    const index = triggers.indexOf(handle as Trigger);
    if (index < 0) throw new RangeError(`no such trigger of ${handle.phase} ${handle.event}`);
    triggers.splice(index, 1);
  }

  /** Is there anybody who waits for it? */
  has(event: string): boolean {
    return (this.#triggers.get(event) ?? []).length > 0;
  }

  /** The result fires when the last trigger of `after` has been called. */
  fire(event: string): Deferred<void> {
    const ready = new DeferredList(this.#call("before", event));
    // Who fires the last of them may be a protocol in its dataReceived: not inside of that (X8).
    if (!ready.called) ready.addCallback(() => this.#later());
    return ready.addCallback(() => {
      this.#call("during", event);
      this.#call("after", event);
    });
  }

  #later(): Deferred<void> {
    const later = new Deferred<void>();
    this.#soon(() => later.callback(undefined));
    return later;
  }

  /** A trigger is used up by the call. Those that triggers add to the phase meanwhile are called too. */
  #call(phase: SystemEventPhase, event: string): Deferred<unknown>[] {
    const results: Deferred<unknown>[] = [];
    const triggers = this.#triggers.get(event) ?? [];
    for (;;) {
      const index = triggers.findIndex((trigger) => trigger.phase === phase);
      const [trigger] = index < 0 ? [] : triggers.splice(index, 1);
      if (trigger === undefined) return results;
      results.push(
        maybeDeferred(trigger.call).addErrback((failure) => {
          this.#failed(event, failure);
        }),
      );
    }
  }
}
