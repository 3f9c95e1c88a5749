/** A pull producer that writes ten times, and sees to it that it is asked only when it may be. */
import { utf8 } from "../../bytes/index.ts";
import { implementer } from "../../components/index.ts";
import { Deferred } from "../../deferred/index.ts";
import { type IConsumer, IPullProducer } from "../../net/index.ts";
import { TransportStateError } from "./errors.ts";

/** After `twisted.internet.testing.NonStreamingProducer`: writes `0` to `9`, one each time that it is asked. */
export class NonStreamingProducer implements IPullProducer {
  static {
    implementer(IPullProducer)(this);
  }
  counter = 0;
  stopped = false;
  /** Fires when it has written all, or was stopped. */
  readonly result: Deferred<void> = new Deferred();
  #consumer: IConsumer | null;

  /** It does not register itself. */
  constructor(consumer: IConsumer) {
    this.#consumer = consumer;
  }

  resumeProducing(): void {
    if (this.#consumer === null) throw new TransportStateError("resumed after the end");
    this.#consumer.write(utf8(`${this.counter}`));
    this.counter += 1;
    if (this.counter < 10) return;
    this.#consumer.unregisterProducer();
    this.#done();
  }

  /** Never called on a pull producer. */
  pauseProducing(): void {
    throw new TransportStateError("a pull producer was paused");
  }

  stopProducing(): void {
    this.stopped = true;
    if (this.#consumer !== null) this.#done();
  }

  #done(): void {
    this.#consumer = null;
    this.result.callback(undefined);
  }
}
