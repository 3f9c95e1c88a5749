/** Where `twist` sends the log, and how it looks. */
import { createWriteStream, openSync } from "node:fs";
import { hostname } from "node:os";
import type { Writable } from "node:stream";
import type { OptionSpec, ServiceOptions } from "../application/index.ts";
import {
  FilteringLogObserver,
  jsonFileLogObserver,
  type LogObserver,
  logLevelsFrom,
  pinoFileLogObserver,
  textFileLogObserver,
} from "../logger/index.ts";
import { LogFileError } from "./errors.ts";

export const LOG_OPTIONS: readonly OptionSpec[] = [
  {
    name: "log-level",
    value: "level",
    help: "log nothing below; by namespace: info,shop.orders=debug",
    parse(text) {
      logLevelsFrom(text);
      return text;
    },
    default: "info",
  },
  {
    name: "log-format",
    value: "format",
    help: "how the log looks",
    choices: ["text", "json", "pino"],
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
  // Before it is redirected, if it is: what we write is no output of the program's.
  const original = stream.write.bind(stream);
  const write = (text: string): void => void original(text);
  const color = stream.hasColors?.() === true;
  return new FilteringLogObserver(inFormat(format, write, color), [logLevelsFrom(level)]);
}

function inFormat(format: string, write: (text: string) => void, color: boolean): LogObserver {
  if (format === "json") return jsonFileLogObserver(write);
  if (format === "text") return textFileLogObserver(write, { color });
  return pinoFileLogObserver(write, { pid: process.pid, hostname: hostname() });
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
