/**
 * One timeout that is moved often: with each message, say.
 *
 * Rules: moving it later costs a store (T1); once it has run out, only `setTimeout` starts it again; once it has
 * ended, nothing does, so that none is left behind.
 */
import type { IDelayedCall, IReactorTime } from "../../net/index.ts";
import { atLeast } from "../option-check.ts";

/** What policies need of a reactor, or of a `Clock`. */
export type PolicyClock = Pick<IReactorTime, "callLater" | "seconds">;

export class Timeout {
  readonly #clock: Pick<IReactorTime, "callLater">;
  readonly #timedOut: (seconds: number) => void;
  #seconds: number | null = null;
  #call: IDelayedCall | null = null;
  #ended = false;

  constructor(clock: Pick<IReactorTime, "callLater">, timedOut: (seconds: number) => void) {
    this.#clock = clock;
    this.#timedOut = timedOut;
  }

  /** How long it is; `null` where there is none. */
  get seconds(): number | null {
    return this.#seconds;
  }

  /** Is it running? */
  get active(): boolean {
    return this.#call !== null;
  }

  /** Let it run out in `seconds` from now; `null`: never. Gives what it was before (F11). */
  setTimeout(seconds: number | null): number | null {
    if (seconds !== null) atLeast(0, "setTimeout", seconds);
    const before = this.#seconds;
    this.#seconds = seconds;
    if (seconds === null || seconds === Number.POSITIVE_INFINITY) {
      this.#call?.cancel();
      this.#call = null;
    } else if (this.#call !== null) this.#call.reset(seconds);
    else if (!this.#ended) this.#call = this.#clock.callLater(seconds, this.#runOut);
    return before;
  }

  /** It begins anew; nothing, where it has run out or there is none. */
  resetTimeout(): void {
    this.#call?.reset(this.#seconds!);
  }

  /** Never again. */
  end(): void {
    this.#ended = true;
    this.#call?.cancel();
    this.#call = null;
  }

  readonly #runOut = (): void => {
    this.#call = null;
    this.#timedOut(this.#seconds!);
  };
}
