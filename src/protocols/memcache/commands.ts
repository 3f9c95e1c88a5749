/** What is sent for each command, and the answer it waits for. No I/O here: arguments go in, bytes come out. */
import { latin1, utf8 } from "../../bytes/index.ts";
import {
  type Answer,
  type AnswerLimits,
  DELETED,
  itemsAnswer,
  type MemCacheItem,
  type MemCacheItemWithCas,
  numberAnswer,
  OK,
  STORED,
  statsAnswer,
  TOUCHED,
  versionAnswer,
  wordAnswer,
} from "./answers.ts";
import {
  checkedAmount,
  checkedBytes,
  checkedCas,
  checkedExpireTime,
  checkedFlags,
  checkedKey,
  type MemCacheText,
} from "./arguments.ts";
import { ClientError } from "./errors.ts";

export interface Command<T> {
  readonly name: string;
  readonly bytes: readonly Uint8Array[];
  readonly answer: Answer<T>;
  /** Bytes follow the line. A server that does not know the command would take them for commands. */
  readonly hasData: boolean;
}

export type StoringCommand = "set" | "add" | "replace" | "append" | "prepend" | "cas";

/** How a value is kept. */
export interface StoringOptions {
  /** Kept with the value and given back: a whole number of 32 bits; 0 by default. */
  readonly flags?: number;
  /**
   * When the server is to forget it, in seconds from now; more than 30 days are seconds since 1970. 0, the default,
   * is never, a negative number at once.
   */
  readonly expireTime?: number;
}

const CR_LF = utf8("\r\n");

function command<T>(name: string, line: string, answer: Answer<T>): Command<T> {
  return { name, bytes: [latin1(`${line}\r\n`)], answer, hasData: false };
}

export function storing(
  name: StoringCommand,
  key: MemCacheText,
  value: MemCacheText,
  { flags = 0, expireTime = 0 }: StoringOptions,
  { maxValueLength }: AnswerLimits,
  cas?: string,
): Command<boolean> {
  const data = checkedBytes(value, "a value");
  if (data.length > maxValueLength)
    throw new ClientError(`a value of ${data.length} bytes, ${maxValueLength} are allowed`);
  const head = `${name} ${checkedKey(key)} ${checkedFlags(flags)} ${checkedExpireTime(expireTime)} ${data.length}`;
  const line = name === "cas" ? `${head} ${checkedCas(cas ?? "")}\r\n` : `${head}\r\n`;
  const bytes = [latin1(line), data, CR_LF];
  return { name, bytes, answer: wordAnswer(STORED), hasData: true };
}

export function getting(key: MemCacheText, limits: AnswerLimits): Command<MemCacheItem> {
  const wanted = checkedKey(key);
  return command("get", `get ${wanted}`, oneItem(wanted, limits));
}

export function gettingAndTouching(
  key: MemCacheText,
  expireTime: number,
  limits: AnswerLimits,
): Command<MemCacheItem> {
  const wanted = checkedKey(key);
  const line = `gat ${checkedExpireTime(expireTime)} ${wanted}`;
  return command("gat", line, oneItem(wanted, limits));
}

function oneItem(key: string, limits: AnswerLimits): Answer<MemCacheItem> {
  return itemsAnswer(new Set([key]), false, limits, (found) => withoutCas(found.get(key)));
}

export function gettingWithCas(
  key: MemCacheText,
  limits: AnswerLimits,
): Command<MemCacheItemWithCas> {
  const wanted = checkedKey(key);
  const answer = itemsAnswer(
    new Set([wanted]),
    true,
    limits,
    (found) => found.get(wanted) ?? NOTHING,
  );
  return command("gets", `gets ${wanted}`, answer);
}

const NOTHING: MemCacheItemWithCas = { value: null, flags: 0, cas: "" };

function withoutCas({ value, flags }: MemCacheItemWithCas = NOTHING): MemCacheItem {
  return { value, flags };
}

export function gettingMultiple<K extends MemCacheText>(
  keys: readonly K[],
  limits: AnswerLimits,
): Command<Map<K, MemCacheItem>> {
  return multiple("get", keys, limits, withoutCas);
}

export function gettingMultipleWithCas<K extends MemCacheText>(
  keys: readonly K[],
  limits: AnswerLimits,
): Command<Map<K, MemCacheItemWithCas>> {
  return multiple("gets", keys, limits, (item = NOTHING) => item);
}

/** The result has each key as it was given. */
function multiple<K extends MemCacheText, T>(
  name: "get" | "gets",
  keys: readonly K[],
  limits: AnswerLimits,
  itemFrom: (found: MemCacheItemWithCas | undefined) => T,
): Command<Map<K, T>> {
  const wanted = keys.map(checkedKey);
  // Asked for twice it would be said twice; once will do.
  const once = new Set(wanted);
  const answer = itemsAnswer(
    once,
    name === "gets",
    limits,
    (found) => new Map(keys.map((key, i) => [key, itemFrom(found.get(wanted[i]!))])),
  );
  return command(name, `${name} ${[...once].join(" ")}`, answer);
}

export function counting(
  name: "incr" | "decr",
  key: MemCacheText,
  amount: number | bigint,
): Command<bigint | null> {
  return command(name, `${name} ${checkedKey(key)} ${checkedAmount(amount)}`, numberAnswer);
}

export function deleting(key: MemCacheText): Command<boolean> {
  return command("delete", `delete ${checkedKey(key)}`, wordAnswer(DELETED));
}

export function touching(key: MemCacheText, expireTime: number): Command<boolean> {
  const line = `touch ${checkedKey(key)} ${checkedExpireTime(expireTime)}`;
  return command("touch", line, wordAnswer(TOUCHED));
}

/** @param words what is asked for, `items` say, with spaces between. */
export function askingStats(words: string, limits: AnswerLimits): Command<Map<string, string>> {
  const line = ["stats", ...words.split(" ").filter((word) => word !== "")].map(checkedKey);
  return command("stats", line.join(" "), statsAnswer(limits));
}

export function askingVersion(): Command<string> {
  return command("version", "version", versionAnswer);
}

export function flushing(seconds: number): Command<true> {
  const line = seconds === 0 ? "flush_all" : `flush_all ${checkedExpireTime(seconds)}`;
  return command("flush_all", line, wordAnswer(OK));
}
