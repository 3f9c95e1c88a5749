/** Where `twist` sends the log, and how it looks. */
import { createWriteStream } from "node:fs";
import type { Writable } from "node:stream";
import {
  FilteringLogObserver,
  jsonFileLogObserver,
  LogLevel,
  LogLevelFilterPredicate,
  type LogObserver,
  textFileLogObserver,
} from "../logger/index.ts";

export interface LogOptions {
  readonly logLevel: string;
  readonly logFormat: string;
  /** `-` is standard output, `+` standard error, as in Twisted. */
  readonly logFile: string;
}

export interface Terminal {
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean };
}

export const LOG_LEVELS: readonly string[] = ["debug", "info", "warn", "error", "critical"];
export const LOG_FORMATS: readonly string[] = ["text", "json"];

export function logObserver(options: LogOptions, { stdout, stderr }: Terminal): LogObserver {
  const stream =
    options.logFile === "-"
      ? stdout
      : options.logFile === "+"
        ? stderr
        : createWriteStream(options.logFile, { flags: "a" });
  // A log that nobody reads any more, or a full disk, costs the lines and not the program.
  stream.on("error", () => {});
  const write = (text: string): void => void stream.write(text);
  const color = (stream as Terminal["stdout"]).isTTY === true;
  const observer =
    options.logFormat === "json"
      ? jsonFileLogObserver(write)
      : textFileLogObserver(write, { color });
  const defaultLogLevel = LogLevel.levelWithName(options.logLevel);
  return new FilteringLogObserver(observer, [new LogLevelFilterPredicate({ defaultLogLevel })]);
}
