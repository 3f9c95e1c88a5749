/** Where `twist` sends the log, and how it looks. */
import { createWriteStream, openSync } from "node:fs";
import type { Writable } from "node:stream";
import type { OptionSpec, ServiceOptions } from "../application/index.ts";
import {
  FilteringLogObserver,
  jsonFileLogObserver,
  LogLevel,
  LogLevelFilterPredicate,
  type LogObserver,
  textFileLogObserver,
} from "../logger/index.ts";
import { LogFileError } from "./errors.ts";

export const LOG_OPTIONS: readonly OptionSpec[] = [
  {
    name: "log-level",
    value: "level",
    help: "log nothing below",
    choices: ["debug", "info", "warn", "error", "critical"],
    default: "info",
  },
  {
    name: "log-format",
    value: "format",
    help: "how the log looks",
    choices: ["text", "json"],
    default: "text",
  },
  {
    name: "log-file",
    value: "file",
    // As in Twisted.
    help: "where the log goes; - is standard output, + standard error",
    default: "-",
  },
];

type LogOptions = Readonly<Record<"log-file" | "log-format" | "log-level", string>>;

/** A stream that knows, if it is a terminal, whether that has colours and its user wants them. */
type Output = Writable & { hasColors?(): boolean };

export interface Terminal {
  readonly stdout: Output;
  readonly stderr: Output;
}

/** For the options of {@link LOG_OPTIONS}. Throws `LogFileError`, at once. */
export function logObserver(options: ServiceOptions, { stdout, stderr }: Terminal): LogObserver {
  const { "log-file": file, "log-format": format, "log-level": level } = options as LogOptions;
  const named: Readonly<Record<string, Output>> = { "-": stdout, "+": stderr };
  const stream = named[file] ?? openLog(file);
  // A log that nobody reads any more, or a full disk, costs the lines and not the program.
  stream.on("error", () => {});
  const write = (text: string): void => void stream.write(text);
  const color = stream.hasColors?.() === true;
  const observer =
    format === "json" ? jsonFileLogObserver(write) : textFileLogObserver(write, { color });
  const defaultLogLevel = LogLevel.levelWithName(level);
  return new FilteringLogObserver(observer, [new LogLevelFilterPredicate({ defaultLogLevel })]);
}

function openLog(file: string): Output {
  try {
    return createWriteStream(file, { fd: openSync(file, "a") });
  } catch (thrown) {
    throw new LogFileError(`cannot log to ${file}: ${(thrown as Error).message}`, {
      cause: thrown,
    });
  }
}
