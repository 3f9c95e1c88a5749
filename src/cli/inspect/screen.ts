/**
 * A terminal that is drawn over in place: its other screen, without a cursor, and given back as it was.
 *
 * Rule: only lines that have changed are written, all of them in one write, and none while the terminal has not taken the
 * last ones: a slow one is shown fewer pictures, and nothing waits.
 */

/** How a line looks. */
export type Style = "plain" | "title" | "head" | "dim" | "warn";

export interface Line {
  readonly text: string;
  readonly style: Style;
}

/** What a screen is drawn on. */
export interface ScreenOutput {
  write(text: string): unknown;
  readonly writableNeedDrain?: boolean;
}

const STYLES: Readonly<Record<Style, string>> = {
  plain: "",
  title: "\u001b[1m",
  head: "\u001b[7m",
  dim: "\u001b[2m",
  warn: "\u001b[1;33m",
};
const CLEAR = "\u001b[2J";
const RESET = "\u001b[0m";
const ERASED = "\u001b[2K";
/** The other screen, no cursor, no wrapping at the edge. */
const ENTER = "\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J";
const LEAVE = "\u001b[?7h\u001b[?25h\u001b[?1049l";
/** Terminals that know these show what is between them as one picture; others pass them over. */
const [BEGIN, END] = ["\u001b[?2026h", "\u001b[?2026l"];

export class Screen {
  readonly #output: ScreenOutput;
  readonly #colors: boolean;
  #drawn: string[] | null = null;
  /** `false`: what is there is to be erased first. */
  #cleared = true;

  constructor(output: ScreenOutput, colors: boolean) {
    this.#output = output;
    this.#colors = colors;
  }

  enter(): void {
    if (this.#drawn !== null) return;
    this.#drawn = [];
    this.#output.write(ENTER);
  }

  /** Give the terminal back; may be called again. */
  leave(): void {
    if (this.#drawn === null) return;
    this.#drawn = null;
    this.#output.write(RESET + LEAVE);
  }

  /** The size has changed, or something else has written: what is there is not known. */
  forget(): void {
    if (this.#drawn === null) return;
    this.#drawn = [];
    this.#cleared = false;
  }

  /** @param lines each as wide as the terminal. `false`: the terminal still has to take what it was given. */
  draw(lines: readonly Line[]): boolean {
    if (this.#drawn === null || this.#output.writableNeedDrain === true) return false;
    const next = lines.map(({ text, style }) => {
      const look = this.#colors || style === "head" ? STYLES[style] : "";
      return look === "" ? text : `${look}${text}${RESET}`;
    });
    const rows = Math.max(next.length, this.#drawn.length);
    let changes = "";
    for (let row = 0; row < rows; row++) {
      // A line fills its row. To erase behind it would take its last character: there the cursor stays.
      const line = next[row] ?? ERASED;
      if (line !== this.#drawn[row]) changes += `\u001b[${row + 1};1H${line}`;
    }
    this.#drawn = next;
    if (!this.#cleared) changes = CLEAR + changes;
    this.#cleared = true;
    if (changes !== "") this.#output.write(BEGIN + changes + END);
    return true;
  }
}
