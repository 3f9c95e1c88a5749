/** What a child writes to its standard error, as lines for the log: at most so much of each is kept. */

/** In characters; a longer line is several. */
const LONGEST = 4096;

export class LoggedLines {
  readonly #log: (line: string) => void;
  readonly #decoder = new TextDecoder();
  #begun = "";

  constructor(log: (line: string) => void) {
    this.#log = log;
  }

  /** Bytes, cut anywhere; `null`: that was all. */
  received(data: Uint8Array | null): void {
    const text =
      data === null ? this.#decoder.decode() : this.#decoder.decode(data, { stream: true });
    const lines = (this.#begun + text).split("\n");
    this.#begun = lines.pop()!;
    for (const line of lines) this.#tell(line);
    while (this.#begun.length > LONGEST) {
      this.#log(this.#begun.slice(0, LONGEST));
      this.#begun = this.#begun.slice(LONGEST);
    }
    if (data !== null || this.#begun === "") return;
    this.#log(this.#begun);
    this.#begun = "";
  }

  #tell(line: string): void {
    for (let at = 0; at === 0 || at < line.length; at += LONGEST)
      this.#log(line.slice(at, at + LONGEST));
  }
}
