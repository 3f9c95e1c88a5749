/**
 * Bytes and texts of strangers, as something that can be printed anywhere: one line, no control characters,
 * nothing that turns the direction of the text around it.
 */

/** Control characters, what cannot be seen, line separators, lone surrogates, and all that governs direction. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}\\]/gu;
const SHORT: Readonly<Record<string, string>> = {
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\0": "\\0",
  "\\": "\\\\",
};
/** Of bytes that are no text, so many are shown. */
const SHOWN_BYTES = 8;

const OPTIONS = { fatal: true, ignoreBOM: true };
/** For what is whole, after which it remembers nothing. */
const STRICT = new TextDecoder("utf-8", OPTIONS);

/** The text on one line, with escapes as in a string of JavaScript's. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (char) => {
    const known = SHORT[char];
    if (known !== undefined) return known;
    const code = char.codePointAt(0)!;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
  });
}

/** At most `length` characters, the last of them a mark where something was cut off. */
export function cut(text: string, length: number): string {
  // No character is more than two units: most texts need not be taken apart.
  if (text.length <= length) return text;
  const chars = [...text.slice(0, 2 * length + 2)];
  return chars.length <= length ? text : `${chars.slice(0, Math.max(length - 1, 0)).join("")}…`;
}

/** Text in quotes where the bytes are text, else the first of them in hexadecimal; how many there are, if not all are shown. */
export function payloadText(bytes: Uint8Array, length = 60): string {
  const read = textOf(bytes, length);
  const count = bytes.length === 1 ? "1 byte" : `${bytes.length} bytes`;
  if (read !== null) {
    const all = `"${printable(read)}"`;
    if (all.length <= length) return all;
    return `${count}: ${cut(all, Math.max(length - count.length - 2, 2))}`;
  }
  const shown = [...bytes.subarray(0, SHOWN_BYTES)].map(hex).join(" ");
  return `${count}: ${shown}${bytes.length > SHOWN_BYTES ? " …" : ""}`;
}

/** The beginning of a text, if it is one: UTF-8, without any control characters but those of lines. */
function textOf(bytes: Uint8Array, length: number): string | null {
  // Four bytes a character at most; what is cut may be cut within one, which is no reason to refuse.
  const part = bytes.subarray(0, 4 * length + 4);
  const isWhole = part.length === bytes.length;
  try {
    const read = isWhole
      ? STRICT.decode(part)
      : new TextDecoder("utf-8", OPTIONS).decode(part, { stream: true });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for.
    return /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(read) ? null : read;
  } catch {
    return null;
  }
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}
