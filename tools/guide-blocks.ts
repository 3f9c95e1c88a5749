/** The programs in a page of the guide: its fenced `ts` blocks. */

export interface Block {
  /** Of the opening fence, from 1: line `n` of the code is line `line + n` of the page. */
  readonly line: number;
  readonly code: string;
  /** False for a block that is marked `no-run`. */
  readonly run: boolean;
}

/** Blocks of other languages, and those marked `ignore`, are not among them. Throws for a mark it does not know. */
export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  const lines = markdown.split("\n");
  for (let at = 0; at < lines.length; at++) {
    const open = /^ {0,3}(`{3,}|~{3,})\s*(.*?)\s*$/.exec(lines[at]!);
    if (open === null) continue;
    const fence = open[1]!;
    const line = at + 1;
    const code: string[] = [];
    for (at += 1; at < lines.length && !isEnd(lines[at]!, fence); at++) code.push(lines[at]!);
    if (at === lines.length) throw new SyntaxError(`the block of line ${line} has no end`);
    const [language, ...marks] = open[2]!.split(/\s+/);
    if (language !== "ts" && language !== "typescript") continue;
    const unknown = marks.find((mark) => mark !== "no-run" && mark !== "ignore");
    if (unknown !== undefined)
      throw new SyntaxError(`the block of line ${line} is marked "${unknown}"`);
    if (marks.includes("ignore")) continue;
    blocks.push({ line, code: `${code.join("\n")}\n`, run: !marks.includes("no-run") });
  }
  return blocks;
}

function isEnd(line: string, fence: string): boolean {
  const text = line.trim();
  return text.length >= fence.length && text === fence[0]!.repeat(text.length);
}
