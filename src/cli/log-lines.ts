/**
 * The lines of a log on their way: those of a turn go out together, and what cannot be written is counted.
 *
 * Rules: the program neither waits for its log nor fails with it; no more waits than is said here; what was lost is told, when
 * something can be written again.
 */

/** Where lines go to. */
export interface LogDestination {
  /** Throws where it cannot be written; then nothing of it has been. */
  write(text: string): void;
}

export interface LogLinesOptions {
  /** Calls back when the turn is over. */
  soon(flush: () => void): void;
  /** The line that tells of so many that were lost, for that reason. */
  lost(lines: number, reason: Error): string;
}

/** In characters: so many are written without waiting for the end of the turn. */
const MOST_GATHERED = 65_536;

export class LogLines {
  readonly #destination: LogDestination;
  readonly #options: LogLinesOptions;
  #gathered = "";
  #lines = 0;
  #scheduled = false;
  #gathers = true;
  #lost = 0;
  #reason: Error | null = null;

  constructor(destination: LogDestination, options: LogLinesOptions) {
    this.#destination = destination;
    this.#options = options;
  }

  /** How many were lost that could not be told of yet. */
  get lost(): number {
    return this.#lost;
  }

  write(line: string): void {
    this.#gathered += line;
    this.#lines += 1;
    if (!this.#gathers || this.#gathered.length >= MOST_GATHERED) this.flush();
    else if (!this.#scheduled) {
      this.#scheduled = true;
      this.#options.soon(() => {
        this.#scheduled = false;
        this.flush();
      });
    }
  }

  /** Write what was gathered, and tell of what was lost. */
  flush(): void {
    if (this.#lines === 0 && this.#lost === 0) return;
    const [text, lines] = [this.#gathered, this.#lines];
    this.#gathered = "";
    this.#lines = 0;
    try {
      const told = this.#lost > 0 ? this.#options.lost(this.#lost, this.#reason!) : "";
      this.#destination.write(told + text);
      this.#lost = 0;
    } catch (thrown) {
      this.#lost += lines;
      this.#reason = thrown instanceof Error ? thrown : new Error(String(thrown));
    }
  }

  /** The program ends: write at once from now on. */
  end(): void {
    this.#gathers = false;
    this.flush();
  }
}
