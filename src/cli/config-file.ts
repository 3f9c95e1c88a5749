/**
 * The file that `--config` names: options of `twist`, and a section for each program with its own.
 *
 * ```json
 * { "log-level": "warn", "chat": { "listen": "tcp:9000" } }
 * ```
 *
 * Rules: it is read once, as a whole; whatever is wrong with it is an error with its file, line and column, and a key
 * that nobody knows is wrong.
 */
import { UsageError } from "../application/index.ts";
import { text } from "../bytes/index.ts";
import type { IEnvironment } from "../net/index.ts";
import { keysOf, type PlacedKey, placeAt } from "./config-places.ts";
import { suggestion } from "./suggestion/index.ts";
import { inPlainWords } from "./system-error.ts";

/** One option in a file. */
export interface Setting {
  readonly name: string;
  readonly value: unknown;
  /** `twist.json:3:5`. */
  readonly place: string;
}

/** What a file says of one program, or of `twist` itself. */
export interface Section {
  readonly settings: readonly Setting[];
  /** Throws `UsageError` where it has an option that is not among `names`. */
  check(names: readonly string[]): void;
}

export interface ConfigFile {
  /** Of `twist` itself: what is no section. Throws where a section is for none of `programs`. */
  own(programs: readonly string[], options: readonly string[]): Section;
  /** Of a program; empty where there is none. */
  section(program: string): Section;
}

/** Throws `UsageError`. */
export function readConfigFile(file: string, environment: IEnvironment): ConfigFile {
  let bytes: Uint8Array;
  try {
    bytes = environment.readFile(file);
  } catch (cause) {
    throw new UsageError(`the config file ${file} cannot be read: ${inPlainWords(cause)}`, {
      cause,
    });
  }
  return parseConfig(file, text(bytes).replace(/^\uFEFF/, " "));
}

/** @param file for messages. */
export function parseConfig(file: string, json: string): ConfigFile {
  const at = ({ line, column }: PlacedKey["place"]): string => `${file}:${line}:${column}`;
  const all = parseObject(file, json);
  const keys = keysOf(json);
  const once = (of: readonly PlacedKey[]): void => {
    for (const { key, place } of of)
      if (of.filter((other) => other.key === key).at(-1)?.place !== place)
        throw new UsageError(`${at(place)}: "${key}" is given twice`);
  };
  once(keys);
  for (const { inside } of keys) once(inside);

  const sectionOf = (of: readonly PlacedKey[], values: Record<string, unknown>): Section => {
    const settings = of.map(({ key, place }) => ({
      name: key,
      value: values[key],
      place: at(place),
    }));
    return {
      settings,
      check: (names) => {
        for (const { name, place } of settings)
          if (!names.includes(name))
            throw new UsageError(
              `${place}: unknown option "${name}"${suggestion(name, names)}; there is ${names.join(", ") || "none"}`,
            );
      },
    };
  };

  return {
    own: (programs, options) => {
      for (const { key, place } of keys)
        if (isObject(all[key]) && !programs.includes(key))
          throw new UsageError(
            options.includes(key)
              ? `${at(place)}: "${key}" is an option, and has one value`
              : `${at(place)}: unknown program "${key}"${suggestion(key, programs)}`,
          );
        else if (programs.includes(key) && !options.includes(key) && !isObject(all[key]))
          throw new UsageError(
            `${at(place)}: "${key}" is a program: its options stand in { } behind it`,
          );
      return sectionOf(
        keys.filter(({ key }) => !isObject(all[key])),
        all,
      );
    },
    section: (program) => {
      const found = keys.find(({ key }) => key === program);
      const values = found === undefined ? undefined : all[program];
      return isObject(values) ? sectionOf(found!.inside, values) : sectionOf([], {});
    },
  };
}

function parseObject(file: string, json: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    const message = (cause as Error).message;
    // V8 says where, unless it is the end.
    const offset = /at position (\d+)/.exec(message)?.[1] ?? json.length;
    const { line, column } = placeAt(json, Number(offset));
    const why = message.replace(/ (in JSON )?at position.*$/s, "").replace(/, (\.\.\.)?".*$/s, "");
    throw new UsageError(`${file}:${line}:${column}: this is no JSON: ${why}`, { cause });
  }
  if (!isObject(value))
    throw new UsageError(`${file}:1:1: it has to be an object: { "option": "value" }`);
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
