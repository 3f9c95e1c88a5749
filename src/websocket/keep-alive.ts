/**
 * Pings for a peer of which nothing has come for a while, and what is to be done where it answers none.
 *
 * Rule: while it cannot be heard, since nothing is read or nothing can be sent, its silence means nothing.
 */
import type { IReactorTime } from "../net/index.ts";
import { Timeout } from "../protocols/index.ts";

export interface KeepAliveOptions {
  readonly seconds: number;
  /** Could the peer be heard, if it lives? */
  readonly isListening: () => boolean;
  readonly ping: () => void;
  /** There was no answer. */
  readonly silent: () => void;
}

export class KeepAlive {
  readonly #options: KeepAliveOptions;
  readonly #next: Timeout;
  /** Since it looked last. */
  #heard = false;
  #pinged = false;

  constructor(clock: Pick<IReactorTime, "callLater">, options: KeepAliveOptions) {
    this.#options = options;
    this.#next = new Timeout(clock, () => this.#look());
  }

  begin(): void {
    this.#next.setTimeout(this.#options.seconds);
  }

  /** Something has come. */
  heard(): void {
    this.#heard = true;
  }

  end(): void {
    this.#next.end();
  }

  #look(): void {
    const { isListening, ping, silent } = this.#options;
    const isSilent = !this.#heard && isListening();
    this.#heard = false;
    if (isSilent && this.#pinged) {
      silent();
      return;
    }
    this.#pinged = isSilent;
    if (isSilent) ping();
    this.begin();
  }
}
