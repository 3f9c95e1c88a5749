/** Connections that a policy refuses: each is counted, and they are logged at most once a second, since they may be thousands. */
import { Logger } from "../../logger/index.ts";
import type { IAddress, IReactorTime } from "../../net/index.ts";

const LOG_SECONDS = 1;

const log: Logger = new Logger({ namespace: "torsion.protocols" });

export class Refusals {
  readonly #clock: Pick<IReactorTime, "seconds">;
  readonly #by: () => string;
  #count = 0;
  #logged = 0;
  #loggedAt = Number.NEGATIVE_INFINITY;

  /** @param by who refuses, for the log. */
  constructor(clock: Pick<IReactorTime, "seconds">, by: () => string) {
    this.#clock = clock;
    this.#by = by;
  }

  /** All so far. */
  get count(): number {
    return this.#count;
  }

  /** Gives `null`, for `buildProtocol` to return. */
  refuse(peer: IAddress, why: string): null {
    this.#count += 1;
    const now = this.#clock.seconds();
    if (now - this.#loggedAt >= LOG_SECONDS) {
      const times = this.#count - this.#logged;
      const often = times === 1 ? "" : " ({times} times)";
      log.warn(`{factory} refuses {peer}: {why}${often}`, {
        factory: this.#by(),
        peer: String(peer),
        why,
        times,
      });
      this.#logged = this.#count;
      this.#loggedAt = now;
    }
    return null;
  }
}
