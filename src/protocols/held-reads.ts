/**
 * For protocols that answer what they read: while the peer does not take the answers, no more is read.
 *
 * Rule: a producer is registered only while something waits. Were it always there, a close by somebody else, by a policy say,
 * would wait for it in vain.
 */
import type { IPushProducer, IStreamTransport } from "../net/index.ts";

/** What stops reading, and goes on: a transport, a framing. */
export type Reader = Pick<IPushProducer, "pauseProducing" | "resumeProducing">;

export class HeldReads implements IPushProducer {
  readonly #transport: IStreamTransport;
  readonly #reader: Reader;
  #holding = false;

  constructor(transport: IStreamTransport, reader: Reader = transport) {
    this.#transport = transport;
    this.#reader = reader;
  }

  /** Does something wait? */
  get holding(): boolean {
    return this.#holding;
  }

  /** An answer has been written. */
  written(): void {
    if (this.#holding || this.#transport.disconnecting) return;
    // Where too much waits, the transport says so at once.
    this.#transport.registerProducer(this, true);
    if (!this.#holding) this.#transport.unregisterProducer();
  }

  // What the transport calls.

  pauseProducing(): void {
    if (this.#holding) return;
    this.#holding = true;
    this.#reader.pauseProducing();
  }

  resumeProducing(): void {
    this.#holding = false;
    this.#transport.unregisterProducer();
    this.#reader.resumeProducing();
  }

  /** It closes: nothing is read any more. */
  stopProducing(): void {
    this.#holding = false;
  }
}
