/**
 * What was typed, as keys: the sequences that terminals send for those that are no characters.
 *
 * Rule: bytes come cut anywhere; of a sequence that is not known nothing is left over.
 */

const NAMED: Readonly<Record<string, string>> = {
  "[A": "up",
  "[B": "down",
  "[C": "right",
  "[D": "left",
  OA: "up",
  OB: "down",
  OC: "right",
  OD: "left",
  "[H": "home",
  "[F": "end",
  OH: "home",
  OF: "end",
  "[1~": "home",
  "[4~": "end",
  "[5~": "page-up",
  "[6~": "page-down",
  "[Z": "shift-tab",
};
const CONTROL: Readonly<Record<string, string>> = {
  "\u0003": "ctrl-c",
  "\u0004": "ctrl-c",
  "\t": "tab",
  "\r": "enter",
  "\n": "enter",
  "\u007f": "backspace",
  "\b": "backspace",
  "\f": "ctrl-l",
};
const ESCAPE = "\u001b";
/** Of a sequence, what comes behind the escape. */
const SEQUENCE = /^(?:\[[0-9;?]*[ -/]*[@-~]|O[@-~])/;
const BEGUN = /^(?:\[[0-9;?]*[ -/]*|O)?$/;
const LONGEST = 32;

export class Keys {
  readonly #decoder = new TextDecoder();
  #rest = "";

  /** The keys of `bytes` and of what was left before. A lone escape waits for {@link Keys.flush}. */
  feed(bytes: Uint8Array): string[] {
    this.#rest += this.#decoder.decode(bytes, { stream: true });
    const keys: string[] = [];
    while (this.#rest !== "") {
      if (this.#rest.startsWith(ESCAPE)) {
        const behind = this.#rest.slice(1);
        if (behind.length < LONGEST && BEGUN.test(behind)) break;
        const [sequence] = SEQUENCE.exec(behind) ?? [];
        this.#rest = behind.slice(sequence?.length ?? 0);
        const key = sequence === undefined ? "escape" : NAMED[sequence];
        if (key !== undefined) keys.push(key);
        continue;
      }
      const character = String.fromCodePoint(this.#rest.codePointAt(0)!);
      this.#rest = this.#rest.slice(character.length);
      const key = CONTROL[character] ?? character;
      if (key >= " ") keys.push(key);
    }
    return keys;
  }

  /** Nothing more came: what looked like the beginning of a sequence was the escape key. */
  flush(): string[] {
    const begun = this.#rest;
    this.#rest = "";
    return begun.startsWith(ESCAPE) ? ["escape"] : [];
  }

  /** Is there something to flush? */
  get waits(): boolean {
    return this.#rest !== "";
  }
}
