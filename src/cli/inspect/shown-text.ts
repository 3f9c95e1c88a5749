/**
 * Text of peers, as a terminal can be given it: how wide it is, cut to a width, and without what a terminal obeys.
 *
 * Rule: nothing of a peer reaches the terminal but through `visible`: an address or a name could else move the cursor,
 * change the colours, or write what looks like another program.
 */

/** Controls, formats (what changes the direction of text, and what has no width), halves of characters, ends of lines. */
const OBEYED = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;
const COMBINING = /^\p{Mark}$/u;
const PICTURE = /^\p{Emoji_Presentation}$/u;
/** Of East Asian Width W and F, the blocks that texts are made of. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];

/** What a terminal would obey, as `\x1b`. */
export function visible(text: string): string {
  return text.replace(OBEYED, (character) => {
    const code = character.codePointAt(0)!.toString(16);
    return code.length <= 2 ? `\\x${code.padStart(2, "0")}` : `\\u{${code}}`;
  });
}

/** In columns of a terminal, of text that is `visible`. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += widthOfOne(character);
  return width;
}

function widthOfOne(character: string): number {
  const code = character.codePointAt(0)!;
  if (code < 0x300) return 1;
  if (COMBINING.test(character)) return 0;
  if (PICTURE.test(character)) return 2;
  return WIDE.some(([from, to]) => code >= from && code <= to) ? 2 : 1;
}

/** Exactly `width` columns: cut, with an ellipsis, or filled. `end`: what fills comes first. */
export function fitted(text: string, width: number, align: "start" | "end" = "start"): string {
  const full = widthOf(text);
  if (full <= width) {
    const space = " ".repeat(width - full);
    return align === "start" ? text + space : space + text;
  }
  if (width <= 0) return "";
  let kept = "";
  let used = 0;
  for (const character of text) {
    const wide = widthOfOne(character);
    if (used + wide > width - 1) break;
    kept += character;
    used += wide;
  }
  return `${kept}…${" ".repeat(width - 1 - used)}`;
}
