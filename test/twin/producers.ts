/** Producers of pieces of given sizes, which write down what they are told. */
import type { IPullProducer, IPushProducer } from "torsion/net";

/** Whom a producer produces for. */
export interface Producing {
  note(line: string): void;
  write(bytes: number): void;
  unregister(): void;
}

export class PieceProducer implements IPushProducer, IPullProducer {
  readonly #for: Producing;
  readonly #sizes: number[];
  readonly #ends: boolean;

  constructor(producing: Producing, sizes: readonly number[], ends: boolean) {
    this.#for = producing;
    this.#sizes = [...sizes];
    this.#ends = ends;
  }

  /** Write the next piece. */
  produce(): void {
    const size = this.#sizes.shift();
    if (size === undefined) return;
    this.#for.write(size);
    if (this.#sizes.length === 0 && this.#ends) this.#for.unregister();
  }

  pauseProducing(): void {
    this.#for.note("producer: pauseProducing");
  }

  resumeProducing(): void {
    this.#for.note("producer: resumeProducing");
    this.produce();
  }

  stopProducing(): void {
    this.#for.note("producer: stopProducing");
  }
}
