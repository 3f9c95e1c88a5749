/**
 * The life of a reactor: new, running, stopping, stopped; and the signals that end it.
 *
 * Rules: what ends, ends once, and never inside of user code (R9, X8). A signal stops the reactor unless somebody
 * handles it. A second one fires the event `hurry`, and where nobody waits for that, or at the third, nothing is
 * waited for any more.
 */
import { Deferred } from "../deferred/index.ts";
import type { Logger } from "../logger/index.ts";
import {
  ReactorAlreadyRunning,
  ReactorNotRestartable,
  ReactorNotRunning,
  type ReactorState,
  type SignalName,
} from "../net/index.ts";
import type { Platform } from "../platform/index.ts";
import type { Processes } from "./processes.ts";
import type { SystemEvents } from "./system-events.ts";
import type { Threads } from "./threads.ts";
import type { Timers } from "./timers.ts";
import type { Turn } from "./turn.ts";
import { runUserCode } from "./user-code.ts";

/**
 * Who presses a key twice takes longer; sooner comes what is one signal, told twice: npm passes Ctrl-C on to a process that
 * has had it from the terminal, a shell the end of its terminal.
 */
const SAME_SECONDS = 0.5;
const SIGNALS: readonly SignalName[] = ["SIGINT", "SIGTERM", "SIGHUP"];

/** What of a reactor there is to begin and to end. */
export interface LifeCycleParts {
  readonly platform: Platform;
  readonly log: Logger;
  readonly events: SystemEvents;
  readonly turn: Turn;
  readonly timers: Timers;
  readonly processes: Processes;
  readonly threads: Threads;
  /** Everything that is open. May be called twice. */
  closeAll(): void;
}

export class LifeCycle {
  readonly #parts: LifeCycleParts;
  readonly #handlers = new Map<SignalName, () => unknown>();
  #state: ReactorState = "new";
  #since: number | null = null;
  #stopped: Deferred<void> | null = null;
  #stopSignal: SignalName | null = null;
  #lastSignal: { readonly name: SignalName; readonly at: number } | null = null;
  #release: (() => void)[] = [];
  #released = false;

  constructor(parts: LifeCycleParts) {
    this.#parts = parts;
  }

  get state(): ReactorState {
    return this.#state;
  }

  /** When it began to run; `null` before. */
  get since(): number | null {
    return this.#since;
  }

  get running(): boolean {
    return this.#state === "running" || this.#state === "stopping";
  }

  /** The signal that began the end, if it was one. */
  get stopSignal(): SignalName | null {
    return this.#stopSignal;
  }

  /** `began` is called when it counts as running and before the startup event. */
  run(signal: AbortSignal | undefined, began: () => void): Deferred<void> {
    if (this.running) throw new ReactorAlreadyRunning("the reactor runs already");
    this.checkNotStopped();
    const { platform, events, turn } = this.#parts;
    const stopIfRunning = (): void => {
      if (this.#state === "running") this.stop();
    };
    const stopped = new Deferred<void>(stopIfRunning);
    this.#stopped = stopped;
    this.#state = "running";
    this.#since = platform.now();
    if (platform.hold) this.#release.push(platform.hold());
    began();
    if (platform.signals)
      this.#release.push(platform.signals(SIGNALS, (name) => this.#onSignal(name)));
    turn.run(() => void events.fire("startup"));
    if (signal?.aborted) stopIfRunning();
    signal?.addEventListener("abort", stopIfRunning, { once: true });
    this.#release.push(() => signal?.removeEventListener("abort", stopIfRunning));
    return stopped;
  }

  stop(): void {
    if (this.#state !== "running")
      throw new ReactorNotRunning(`stop() on a reactor that is ${this.#state}`);
    this.#state = "stopping";
    const { platform, events, processes, threads } = this.#parts;
    platform.soon(() => {
      if (this.#state !== "stopping") return;
      events
        .fire("shutdown")
        .addCallback(() => processes.terminate())
        .addCallback(() => threads.stop())
        .addCallback(() => this.#end());
    });
  }

  crash(): void {
    if (!this.running) throw new ReactorNotRunning(`crash() on a reactor that is ${this.#state}`);
    this.#state = "stopped";
    this.#parts.timers.stop();
    // Not here: this may be the inside of any protocol (X8).
    this.#parts.platform.soon(() => this.#end());
  }

  handleSignal(name: SignalName, handler: () => unknown): () => void {
    if (!SIGNALS.includes(name))
      throw new RangeError(`no signal ${String(name)} is listened for: ${SIGNALS.join(", ")} are`);
    this.#handlers.set(name, handler);
    return () => {
      if (this.#handlers.get(name) === handler) this.#handlers.delete(name);
    };
  }

  checkNotStopped(): void {
    if (this.#state === "stopped")
      throw new ReactorNotRestartable("this reactor has stopped: make a new one");
  }

  #onSignal(name: SignalName): void {
    const { log, turn, platform } = this.#parts;
    const handler = this.#handlers.get(name);
    if (handler !== undefined) {
      const failed = (thrown: unknown): void =>
        log.failure("the handler of {signal} has failed", thrown, { signal: name });
      turn.run(() => runUserCode(handler, failed));
    } else if (this.#state === "running") {
      log.info("received {signal}, stopping", { signal: name });
      this.#stopSignal = name;
      this.#lastSignal = { name, at: platform.now() };
      this.stop();
    } else if (this.#state === "stopping") {
      const last = this.#lastSignal;
      const at = platform.now();
      if (last?.name === name && at - last.at < SAME_SECONDS) return;
      this.#lastSignal = { name, at };
      this.#stopSignal ??= name;
      this.#hurry(name);
    }
  }

  #hurry(signal: SignalName): void {
    const { log, turn, events } = this.#parts;
    if (events.has("hurry")) {
      log.warn("received {signal} again: hurrying", { signal });
      turn.run(() => void events.fire("hurry"));
    } else {
      log.warn("received {signal} again: no longer waiting for what has not stopped", { signal });
      this.crash();
    }
  }

  #end(): void {
    if (this.#released) return;
    this.#released = true;
    const { timers, processes, closeAll } = this.#parts;
    closeAll();
    this.#state = "stopped";
    timers.stop();
    processes.kill().addCallback(() => {
      for (const release of this.#release.splice(0)) release();
      if (!this.#stopped!.called) this.#stopped!.callback(undefined);
    });
  }
}
