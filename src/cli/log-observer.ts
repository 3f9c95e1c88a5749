/** Where `twist` sends the log, and how it looks. */
import { createWriteStream, openSync } from "node:fs";
import type { Writable } from "node:stream";
import {
  FilteringLogObserver,
  jsonFileLogObserver,
  LogLevel,
  LogLevelFilterPredicate,
  type LogObserver,
  textFileLogObserver,
} from "../logger/index.ts";
import { LogFileError } from "./errors.ts";

export interface LogOptions {
  readonly logLevel: string;
  readonly logFormat: string;
  /** `-` is standard output, `+` standard error, as in Twisted. */
  readonly logFile: string;
}

/** A stream that knows, if it is a terminal, whether that has colours and its user wants them. */
type Output = Writable & { hasColors?(): boolean };

export interface Terminal {
  readonly stdout: Output;
  readonly stderr: Output;
}

export const LOG_LEVELS: readonly string[] = ["debug", "info", "warn", "error", "critical"];
export const LOG_FORMATS: readonly string[] = ["text", "json"];

/** Throws `LogFileError`, at once. */
export function logObserver(options: LogOptions, { stdout, stderr }: Terminal): LogObserver {
  const named: Readonly<Record<string, Output>> = { "-": stdout, "+": stderr };
  const stream = named[options.logFile] ?? openLog(options.logFile);
  // A log that nobody reads any more, or a full disk, costs the lines and not the program.
  stream.on("error", () => {});
  const write = (text: string): void => void stream.write(text);
  const color = stream.hasColors?.() === true;
  const observer =
    options.logFormat === "json"
      ? jsonFileLogObserver(write)
      : textFileLogObserver(write, { color });
  const defaultLogLevel = LogLevel.levelWithName(options.logLevel);
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
