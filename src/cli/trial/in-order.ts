/**
 * What runs side by side, told one after the other: the first speaks at once, the others when it is their turn.
 *
 * What one writes while it waits is kept, up to a limit; what it has to report is kept whole.
 */
import { Writable } from "node:stream";

const MOST_BYTES_KEPT = 1 << 20;

export class InOrder {
  readonly #speakers: Speaker[] = [];

  /** The next in order. */
  add(): Speaker {
    const speaker = new Speaker();
    this.#speakers.push(speaker);
    this.#advance();
    return speaker;
  }

  /** It has said all. */
  end(speaker: Speaker): void {
    speaker.ended = true;
    this.#advance();
  }

  #advance(): void {
    while (this.#speakers[0]?.ended) {
      this.#speakers[0].speak();
      this.#speakers.shift();
    }
    this.#speakers[0]?.speak();
  }
}

export class Speaker {
  ended = false;
  #waiting: (() => void)[] | null = [];
  #bytesKept = 0;

  /** Do `tell` when it is its turn. */
  say(tell: () => void): void {
    if (this.#waiting === null) tell();
    else this.#waiting.push(tell);
  }

  /** A stream to `target`, when it is its turn. */
  streamTo(target: Writable): Writable {
    return new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        this.#write(target, chunk);
        done();
      },
    });
  }

  /** For {@link InOrder}: it is its turn. */
  speak(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const tell of waiting) tell();
  }

  #write(target: Writable, chunk: Buffer): void {
    if (this.#waiting !== null) {
      const before = this.#bytesKept;
      this.#bytesKept += chunk.length;
      if (before > MOST_BYTES_KEPT) return;
      if (this.#bytesKept > MOST_BYTES_KEPT) {
        this.say(() => void target.write("\n(output left out: more than 1 MiB)\n"));
        return;
      }
    }
    this.say(() => void target.write(chunk));
  }
}
