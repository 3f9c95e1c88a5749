/**
 * The end of a connection after which the peer has its time: what it sends until it ends too is dropped (nginx's lingering
 * close).
 *
 * Rule: each time that it is heard it has all of the time again; who never falls silent is ended by others.
 */
import type { IDelayedCall } from "../net/index.ts";
import type { Socket } from "../platform/index.ts";

export class Lingering {
  readonly #clock: { callLater(seconds: number, callable: () => void): IDelayedCall };
  readonly #socket: Pick<Socket, "shutdown" | "close">;
  readonly #seconds: number;
  #begun = false;
  #cut = false;
  #limit: IDelayedCall | null = null;

  constructor(
    clock: { callLater(seconds: number, callable: () => void): IDelayedCall },
    socket: Pick<Socket, "shutdown" | "close">,
    seconds: number,
  ) {
    this.#clock = clock;
    this.#socket = socket;
    this.#seconds = seconds;
  }

  /** All that we had to send has been sent. */
  begin(halfClosed: boolean): void {
    this.#begun = true;
    if (this.#cut) {
      this.#socket.close();
      return;
    }
    if (!halfClosed) this.#socket.shutdown();
    this.#limit = this.#clock.callLater(this.#seconds, () => {
      this.#limit = null;
      this.#socket.close();
    });
  }

  /** The peer has sent something. */
  heard(): void {
    this.#limit?.reset(this.#seconds);
  }

  /** There is nothing to wait for, now or when all has been sent. */
  cutShort(): void {
    if (this.#cut) return;
    this.#cut = true;
    this.end();
    if (this.#begun) this.#socket.close();
  }

  /** It is closed. */
  end(): void {
    this.#limit?.cancel();
    this.#limit = null;
  }
}
