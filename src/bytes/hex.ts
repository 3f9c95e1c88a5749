/** Bytes as pairs of hexadecimal digits, and back. */
import { InvalidHexError } from "./errors.ts";

const pairs: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, "0"),
);

/** Two lower-case digits a byte, nothing between them. */
export function toHex(bytes: Uint8Array): string {
  let result = "";
  for (const byte of bytes) result += pairs[byte]!;
  return result;
}

/**
 * The bytes that `toHex` wrote; digits of either case.
 *
 * @throws {InvalidHexError} with the index of the first character that is wrong.
 */
export function fromHex(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length >> 1);
  for (let i = 0; i < text.length; i++) {
    const digit = digitAt(text, i);
    if (digit < 0) throw new InvalidHexError(text, i);
    if (i >> 1 < bytes.length) bytes[i >> 1] = (bytes[i >> 1]! << 4) | digit;
  }
  if (text.length % 2 !== 0) throw new InvalidHexError(text, text.length);
  return bytes;
}

function digitAt(text: string, index: number): number {
  const code = text.charCodeAt(index);
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
