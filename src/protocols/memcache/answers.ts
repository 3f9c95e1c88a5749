/**
 * What the server may say to each command, and what that means. No I/O here: lines go in, results come out.
 *
 * Two rules. Whatever is not exactly an answer to this command is an `UnexpectedAnswerError`: after it nobody could say
 * which answer belongs to whom. And an answer has an end: what a server may say before it is counted.
 */
import { AnswerTooLongError, UnexpectedAnswerError } from "./errors.ts";

/** After a line: the result, how many bytes of a value come now, or `null` where more lines do. */
export type Progress<T> = { readonly result: T } | { readonly valueLength: number } | null;

export interface Answer<T> {
  /** A line, one character a byte. Throws what ends the connection. */
  line(line: string): Progress<T>;
  /** The bytes that a line has announced. */
  value?(bytes: Uint8Array): void;
}

export interface AnswerLimits {
  readonly maxValueLength: number;
  /** All of the values, or lines, of one answer together. */
  readonly maxAnswerLength: number;
}

/** A value that the server has; or has not: then it is `null`, and the flags are 0. */
export interface MemCacheItem {
  readonly value: Uint8Array | null;
  readonly flags: number;
}
/** … and which version of it, for `checkAndSet`; `""` where there is none. */
export interface MemCacheItemWithCas extends MemCacheItem {
  readonly cas: string;
}

export function unexpected(line: string): UnexpectedAnswerError {
  return new UnexpectedAnswerError(`memcached has said ${JSON.stringify(line.slice(0, 100))}`);
}

/** One of some words, each with what it means. */
export function wordAnswer<T>(words: ReadonlyMap<string, T>): Answer<T> {
  return {
    line(line) {
      const result = words.get(line);
      if (result === undefined) throw unexpected(line);
      return { result };
    },
  };
}

export const STORED: ReadonlyMap<string, boolean> = new Map([
  ["STORED", true],
  ["NOT_STORED", false],
  ["EXISTS", false],
  ["NOT_FOUND", false],
]);
export const DELETED: ReadonlyMap<string, boolean> = new Map([
  ["DELETED", true],
  ["NOT_FOUND", false],
]);
export const TOUCHED: ReadonlyMap<string, boolean> = new Map([
  ["TOUCHED", true],
  ["NOT_FOUND", false],
]);
export const OK: ReadonlyMap<string, true> = new Map([["OK", true]]);

/** A number of up to 64 bits; `null` where the key is not there. */
export const numberAnswer: Answer<bigint | null> = {
  line(line) {
    if (line === "NOT_FOUND") return { result: null };
    // Some servers leave the width that the number once had.
    if (!/^\d{1,20} *$/.test(line)) throw unexpected(line);
    return { result: BigInt(line.trimEnd()) };
  },
};

export const versionAnswer: Answer<string> = {
  line(line) {
    if (!line.startsWith("VERSION ")) throw unexpected(line);
    return { result: line.slice("VERSION ".length) };
  },
};

/** What a name with a value takes besides its bytes, about. */
const ENTRY = 64;
const STAT = /^STAT (\S+)(?: (.*))?$/;

export function statsAnswer({ maxAnswerLength }: AnswerLimits): Answer<Map<string, string>> {
  const stats = new Map<string, string>();
  let length = 0;
  return {
    line(line) {
      if (line === "END" || line === "RESET") return { result: stats };
      const [, name, value = ""] = STAT.exec(line) ?? [];
      if (name === undefined) throw unexpected(line);
      length += line.length + ENTRY;
      if (length > maxAnswerLength) throw new AnswerTooLongError("statistics", maxAnswerLength);
      stats.set(name, value);
      return null;
    },
  };
}

const VALUE = /^VALUE (\S+) (\d{1,10}) (\d{1,10})(?: (\d{1,20}))?$/;

/** Some of `keys`, each once at the most, in any order; `finish` makes the result of what there was. */
export function itemsAnswer<T>(
  keys: ReadonlySet<string>,
  withCas: boolean,
  { maxValueLength, maxAnswerLength }: AnswerLimits,
  finish: (found: ReadonlyMap<string, MemCacheItemWithCas>) => T,
): Answer<T> {
  const found = new Map<string, MemCacheItemWithCas>();
  let current = { key: "", flags: 0, cas: "" };
  let length = 0;
  return {
    line(line) {
      if (line === "END") return { result: finish(found) };
      const [, key = "", flags, digits, cas = ""] = VALUE.exec(line) ?? [];
      if (!keys.has(key) || found.has(key) || withCas !== (cas !== "")) throw unexpected(line);
      current = { key, flags: Number(flags), cas };
      const valueLength = Number(digits);
      length += valueLength;
      if (valueLength > maxValueLength) throw new AnswerTooLongError("a value", maxValueLength);
      if (length > maxAnswerLength) throw new AnswerTooLongError("an answer", maxAnswerLength);
      return { valueLength };
    },
    value(value) {
      const { key, flags, cas } = current;
      found.set(key, { value, flags, cas });
    },
  };
}
