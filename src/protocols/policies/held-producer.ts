/**
 * A protocol's producer, which the transport below and limits on what is written hold back together.
 *
 * A push producer is paused while anybody wants it, once. A pull producer that is asked while a limit holds is asked
 * again when it no longer does.
 */
import { implementer } from "../../components/index.ts";
import { type IPullProducer, type IPushProducer, IWrappedProducer } from "../../net/index.ts";
import { Gate } from "./gate.ts";
import type { Held } from "./throttle.ts";

export type AnyProducer = IPushProducer | IPullProducer;

export class HeldProducer implements IPushProducer, IWrappedProducer {
  static {
    implementer(IWrappedProducer)(this);
  }
  readonly producer: AnyProducer;
  readonly #streaming: boolean;
  readonly #gate: Gate;
  readonly #guarded: (code: () => unknown) => void;
  readonly #byTransport: Held;
  /** For the limits. */
  readonly byLimit: Held;
  /** The transport has asked a pull producer that was held. */
  #asked = false;
  #stopped = false;

  /** @param guarded runs the producer's code where no transport does. */
  constructor(producer: AnyProducer, streaming: boolean, guarded: (code: () => unknown) => void) {
    this.producer = producer;
    this.#streaming = streaming;
    this.#guarded = guarded;
    this.#gate = new Gate(
      () => {
        if (streaming && !this.#stopped)
          guarded(() => (producer as IPushProducer).pauseProducing());
      },
      () => {
        if (this.#stopped || !(streaming || this.#asked)) return;
        this.#asked = false;
        guarded(() => producer.resumeProducing());
      },
    );
    this.#byTransport = this.#gate.reason();
    this.byLimit = this.#gate.reason();
  }

  /** It will write nothing more that is sent. */
  get stopped(): boolean {
    return this.#stopped;
  }

  pauseProducing(): void {
    this.#byTransport.hold();
  }

  resumeProducing(): void {
    if (this.#streaming) this.#byTransport.release();
    else if (this.#gate.isOpen) this.producer.resumeProducing();
    else this.#asked = true;
  }

  stopProducing(): void {
    this.forget();
    this.producer.stopProducing();
  }

  /** It has written. One that did not know that it is held, since it began by itself once it was registered, is told again. */
  hasWritten(): void {
    if (!this.#gate.isOpen && this.#streaming && !this.#stopped)
      this.#guarded(() => (this.producer as IPushProducer).pauseProducing());
  }

  /** It is no longer registered: whatever anybody says now is not for it. */
  forget(): void {
    this.#stopped = true;
  }
}
