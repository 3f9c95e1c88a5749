/**
 * Between strings and bytes: UTF-8 for text, Latin-1 for protocols that are bytes dressed as text.
 *
 * Short ASCII strings, which are most of what a text protocol sends, skip the platform's codec:
 * crossing into it costs more than the loop.
 */
import { UnencodableCharacterError } from "./errors.ts";

/** Up to this length a loop beats `TextEncoder` and `TextDecoder`. */
const SHORT = 24;
/** … and up to this one it beats a call with as many arguments, which most lines of text protocols are within. */
const SHORT_LATIN1 = 256;
/** `String.fromCharCode` takes its codes as arguments, and engines limit those. */
const CODES_A_CALL = 4096;

const encoder = new TextEncoder();
// ignoreBOM keeps a leading U+FEFF: a protocol must see every character that was sent.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Encode text as UTF-8; a lone surrogate becomes U+FFFD. */
export function utf8(text: string): Uint8Array {
  const length = text.length;
  if (length > SHORT) return encoder.encode(text);
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) return encoder.encode(text);
    bytes[i] = code;
  }
  return bytes;
}

/** Decode UTF-8; what is malformed becomes U+FFFD, so this never throws. */
export function text(bytes: Uint8Array): string {
  const length = bytes.length;
  if (length > SHORT) return decoder.decode(bytes);
  let result = "";
  for (let i = 0; i < length; i++) {
    const byte = bytes[i]!;
    if (byte > 0x7f) return decoder.decode(bytes);
    result += String.fromCharCode(byte);
  }
  return result;
}

/**
 * Encode text as one byte a character, U+0000 to U+00FF.
 *
 * @throws {UnencodableCharacterError} for any other character.
 */
export function latin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0xff) throw new UnencodableCharacterError(text, i);
    bytes[i] = code;
  }
  return bytes;
}

/**
 * Decode one character a byte; every byte has one, so `latin1` gives the same bytes back.
 *
 * `new TextDecoder("latin1")` does not do this: the web's label means windows-1252.
 */
export function latin1Text(bytes: Uint8Array): string {
  let result = "";
  if (bytes.length <= SHORT_LATIN1) {
    for (let i = 0; i < bytes.length; i++) result += String.fromCharCode(bytes[i]!);
    return result;
  }
  for (let start = 0; start < bytes.length; start += CODES_A_CALL)
    result += String.fromCharCode(...bytes.subarray(start, start + CODES_A_CALL));
  return result;
}
