/** The writing side of a bridge: knows from its transport whether there is room, and who waits for it. */
import { implementer } from "../components/index.ts";
import { IPushProducer } from "../net/index.ts";

/** One write has ended: there is room for the next, or never will be. */
export type WriteDone = (error?: Error | null) => void;

/** To be registered as a streaming producer. One write at a time, as streams of both kinds do. */
export class WriteGate implements IPushProducer {
  static {
    implementer(IPushProducer)(this);
  }
  #open = true;
  #waiting: WriteDone | null = null;

  /** Call `done` when more may be written: at once, where there is room. */
  whenOpen(done: WriteDone): void {
    if (this.#open) done();
    else this.#waiting = done;
  }

  /** Nothing will be sent any more: who waits is told so. */
  fail(error: Error): void {
    this.#settle(error);
  }

  pauseProducing(): void {
    this.#open = false;
  }

  resumeProducing(): void {
    this.#open = true;
    this.#settle();
  }

  /** Why, `connectionLost` will say. */
  stopProducing(): void {}

  #settle(error?: Error): void {
    const done = this.#waiting;
    this.#waiting = null;
    done?.(error);
  }
}
