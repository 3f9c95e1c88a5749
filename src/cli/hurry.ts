/** A program that is ending and is to end sooner: what it waits for then has a limit. */
import { Deferred } from "../deferred/index.ts";
import type { IDelayedCall, IReactorTime } from "../net/index.ts";

export class Hurry {
  readonly #clock: Pick<IReactorTime, "callLater">;
  #begun = false;
  #waiting = new Set<() => void>();

  constructor(clock: Pick<IReactorTime, "callLater">) {
    this.#clock = clock;
  }

  get begun(): boolean {
    return this.#begun;
  }

  begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    for (const hurry of [...this.#waiting]) hurry();
  }

  /** Fires when `work` is done, however it was; in a hurry, `seconds` later at the latest, when it is cancelled. */
  atMost(seconds: number, work: Deferred<unknown>): Deferred<void> {
    const over = new Deferred<void>();
    let limit: IDelayedCall | null = null;
    const hurry = (): void => {
      limit = this.#clock.callLater(seconds, () => {
        limit = null;
        work.cancel();
        end();
      });
    };
    const end = (): void => {
      this.#waiting.delete(hurry);
      limit?.cancel();
      limit = null;
      if (!over.called) over.callback(undefined);
    };
    if (this.#begun) hurry();
    else this.#waiting.add(hurry);
    work.addBoth(end);
    return over;
  }
}
