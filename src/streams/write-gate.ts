/** The writing side of a bridge: knows from its transport whether there is room, and who waits for it. */
import { implementer } from "../components/index.ts";
import { IPushProducer } from "../net/index.ts";

/** One write has ended: there is room for the next, or never will be. */
export type WriteDone = (error?: Error | null) => void;

/** To be registered as a streaming producer. */
export class WriteGate implements IPushProducer {
  static {
    implementer(IPushProducer)(this);
  }
  #open = true;
  readonly #waiting = new Set<WriteDone>();

  /** Call `done` when more may be written: at once, where there is room. Gives what takes that back. */
  whenOpen(done: WriteDone): () => void {
    if (this.#open) done();
    else this.#waiting.add(done);
    return () => void this.#waiting.delete(done);
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
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const done of waiting) done(error);
  }
}
