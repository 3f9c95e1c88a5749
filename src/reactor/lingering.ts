/**
 * The time that a peer has to end after we have: what it sends until then is dropped (nginx's lingering close).
 *
 * Rule: each time that it is heard it has all of the time again; who never falls silent is ended by others.
 */
import type { IDelayedCall } from "../net/index.ts";

export class Lingering {
  readonly #clock: { callLater(seconds: number, callable: () => void): IDelayedCall };
  readonly #seconds: number;
  #limit: IDelayedCall | null = null;

  constructor(
    clock: { callLater(seconds: number, callable: () => void): IDelayedCall },
    seconds: number,
  ) {
    this.#clock = clock;
    this.#seconds = seconds;
  }

  /** We have ended: `over` is called when the peer has been silent for too long. */
  begin(over: () => void): void {
    this.#limit = this.#clock.callLater(this.#seconds, () => {
      this.#limit = null;
      over();
    });
  }

  /** The peer has sent something. */
  heard(): void {
    this.#limit?.reset(this.#seconds);
  }

  end(): void {
    this.#limit?.cancel();
    this.#limit = null;
  }
}
