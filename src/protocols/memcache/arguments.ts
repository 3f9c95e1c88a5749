/**
 * What callers give, checked before anything is sent: a space or a line's end in a key would be another command.
 *
 * On its way to the wire a key is a string of one character a byte, which is cheap to compare and to join.
 */
import { latin1Text, utf8 } from "../../bytes/index.ts";
import { ClientError } from "./errors.ts";

/** Bytes, or a string that is sent as UTF-8. */
export type MemCacheText = Uint8Array | string;

const MAX_KEY_LENGTH = 250;
const PLAIN_KEY = /^[!-~]{1,250}$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a key may not have
const NOT_IN_KEYS = /[\x00-\x20\x7f]/;
const LARGEST_FLAGS = 0xffff_ffff;
const LARGEST_TIME = 0x7fff_ffff;
const LARGEST_NUMBER = 0xffff_ffff_ffff_ffffn;

/** The key, a character a byte. Throws `ClientError`. */
export function checkedKey(key: MemCacheText): string {
  if (typeof key === "string" && PLAIN_KEY.test(key)) return key;
  const bytes = latin1Text(checkedBytes(key, "a key"));
  if (bytes.length === 0) throw new ClientError("a key has at least one byte");
  if (bytes.length > MAX_KEY_LENGTH)
    throw new ClientError(`a key has ${MAX_KEY_LENGTH} bytes at the most, not ${bytes.length}`);
  const found = NOT_IN_KEYS.exec(bytes);
  if (found === null) return bytes;
  const code = bytes.charCodeAt(found.index).toString(16).padStart(2, "0");
  throw new ClientError(
    `a key has no spaces and no control characters: 0x${code} at ${found.index}`,
  );
}

/** Throws `ClientError` for what is neither bytes nor a string. */
export function checkedBytes(given: MemCacheText, what: string): Uint8Array {
  if (typeof given === "string") return utf8(given);
  if ((given as unknown) instanceof Uint8Array) return given;
  throw new ClientError(`${what} is a Uint8Array or a string, not ${typeof given}`);
}

/** What the server keeps with a value and gives back: 32 bits. */
export function checkedFlags(flags: number): number {
  return checkedNumber(flags, "flags", 0, LARGEST_FLAGS);
}

/** Seconds from now, up to 30 days; above that seconds since 1970; negative is at once. */
export function checkedExpireTime(expireTime: number): number {
  return checkedNumber(expireTime, "expireTime", -LARGEST_TIME, LARGEST_TIME);
}

function checkedNumber(given: number, what: string, from: number, to: number): number {
  if (Number.isInteger(given) && given >= from && given <= to) return given;
  throw new ClientError(`${what} is a whole number from ${from} to ${to}, not ${given}`);
}

/** By how much a counter is changed: 64 bits. */
export function checkedAmount(amount: number | bigint): string {
  const isWhole = typeof amount === "bigint" || Number.isSafeInteger(amount);
  if (isWhole && amount >= 0 && amount <= LARGEST_NUMBER) return String(amount);
  throw new ClientError(`an amount is a whole number from 0 to 2^64 - 1, not ${amount}`);
}

/** The mark of a version, as an answer has given it. */
export function checkedCas(cas: string): string {
  if (/^\d{1,20}$/.test(cas)) return cas;
  throw new ClientError(`${JSON.stringify(cas)} is no identifier that gets() has given`);
}
