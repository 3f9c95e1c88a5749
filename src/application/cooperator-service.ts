/** A service under which long work is done in small steps, while it runs. */
import type { Deferred } from "../deferred/index.ts";
import { type CooperativeTask, Cooperator, type CooperatorOptions } from "../task/index.ts";
import { Service } from "./service.ts";

export class CooperatorService extends Service {
  readonly #cooperator: Cooperator;

  constructor(options: Omit<CooperatorOptions, "started">) {
    super();
    this.#cooperator = new Cooperator({ ...options, started: false });
  }

  /** As that of a `Cooperator`: what is added before the start waits for it, after the stop it fails at once. */
  cooperate<I extends Iterator<unknown>>(iterator: I): CooperativeTask<I> {
    return this.#cooperator.cooperate(iterator);
  }

  /** As that of a `Cooperator`. */
  coiterate<I extends Iterator<unknown>>(iterator: I): Deferred<I> {
    return this.#cooperator.coiterate(iterator);
  }

  override startService(): void {
    super.startService();
    this.#cooperator.start();
  }

  /** Ends every task, with `SchedulerStopped`. */
  override stopService(): void {
    super.stopService();
    this.#cooperator.stop();
  }
}
