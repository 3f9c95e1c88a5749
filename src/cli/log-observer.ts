/** Where `twist` sends the log, and how it looks. */
import { hostname } from "node:os";
import type { Writable } from "node:stream";
import { type OptionSpec, type ServiceOptions, UsageError } from "../application/index.ts";
import {
  deliver,
  FilteringLogObserver,
  jsonFileLogObserver,
  type LogEvent,
  LogLevel,
  type LogObserver,
  logLevelsFrom,
  pinoFileLogObserver,
  textFileLogObserver,
} from "../logger/index.ts";
import type { IFilesystem } from "../net/index.ts";
import { LogFileError } from "./errors.ts";
import {
  descriptorDestination,
  fileOfStream,
  type LogRotation,
  logFileOf,
  openLogFile,
  parseKeep,
  parseRotation,
  sharedFile,
  streamDestination,
} from "./log-destinations.ts";
import { type LogDestination, LogLines } from "./log-lines.ts";

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
    help: "where the log goes; - is standard output, + standard error; a file is opened anew at SIGHUP",
    default: "-",
  },
  {
    name: "log-rotate",
    value: "when",
    help: "put the log file away when it has this size (500k, 10M, 1G), or daily",
    parse: parseRotation,
  },
  {
    name: "log-keep",
    value: "count",
    help: "so many log files that were put away are kept (default: all)",
    parse: parseKeep,
  },
];

interface LogOptions extends Readonly<Record<"log-file" | "log-format" | "log-level", string>> {
  readonly "log-rotate"?: LogRotation;
  readonly "log-keep"?: number;
}

/** A stream that knows, if it is a terminal, whether that has colours and its user wants them. */
type Output = Writable & { hasColors?(): boolean };

export interface Terminal {
  readonly stdout: Output;
  readonly stderr: Output;
}

/** The log of one run. */
export interface RunLog {
  readonly observer: LogObserver;
  /** Open the file anew; `null` where the log goes to a stream. Throws what the file system does; the old file is used on. */
  readonly reopen: (() => void) | null;
  /** Put the file away if it is time for that; of a supervisor, whose workers write it. Else `null`. */
  readonly rotateIfDue: (() => void) | null;
  /** Write what was logged, in this turn say. */
  flush(): void;
  /** The program has ended: all that was logged is on the disk when this returns, and what comes later is written at once. */
  end(): void;
}

/** What a log needs besides its options. */
export interface LogSurroundings extends Terminal {
  /** `null` where there are none. */
  readonly files: IFilesystem | null;
  /**
   * Of a program with workers, which all write to the same file: which of them it is. Only the supervisor puts it away: two
   * at once would do so over what the other has put away.
   */
  readonly role?: "supervisor" | "worker" | null;
  /** Calls back when the turn is over. */
  readonly soon?: (run: () => void) => void;
}

/** For the options of {@link LOG_OPTIONS}. Throws `LogFileError`, at once. */
export function openLog(options: ServiceOptions, surroundings: LogSurroundings): RunLog {
  const given = options as unknown as LogOptions;
  const { "log-format": format, "log-level": level } = given;
  const path = logFileOf(options);
  const { stdout, stderr, files, role = null, soon = queueMicrotask } = surroundings;
  const stream = path !== null ? null : given["log-file"] === "+" ? stderr : stdout;
  const file = path === null ? null : logFile(given, path, files, role === "worker");
  if (path === null) checkIsFile(given);
  const color = stream?.hasColors?.() === true;
  const destination = (): LogDestination => {
    if (file !== null) return role === null ? file : sharedFile(file);
    const descriptor = fileOfStream(stream!);
    if (descriptor !== null) return descriptorDestination(descriptor);
    return streamDestination(stream!, () => lines.flush());
  };
  const lines: LogLines = new LogLines(destination(), {
    soon,
    lost: (count, reason) => lineOf(lostLines(count, reason), format, color),
  });
  const write = observerOf(format, color, (text) => lines.write(text));
  const observer = (event: LogEvent): void => {
    deliver(write, event);
    // The program may not live to the end of the turn.
    if (event.log_level === LogLevel.critical) lines.flush();
  };
  return {
    observer: new FilteringLogObserver(observer, [logLevelsFrom(level)]),
    reopen:
      file &&
      (() => {
        lines.flush();
        file.reopen();
      }),
    rotateIfDue: role === "supervisor" && file ? () => void file.rotateIfDue() : null,
    flush: () => lines.flush(),
    end() {
      lines.end();
      try {
        file?.flush();
      } catch {
        // A disk that fails costs the log, and not the program.
      }
    },
  };
}

/** How each format is written: one call of `write` for each event. */
function observerOf(format: string, color: boolean, write: (text: string) => void): LogObserver {
  if (format === "json") return jsonFileLogObserver(write);
  if (format === "text") return textFileLogObserver(write, { color });
  return pinoFileLogObserver(write, { pid: process.pid, hostname: hostname() });
}

function lineOf(event: LogEvent, format: string, color: boolean): string {
  let line = "";
  deliver(
    observerOf(format, color, (text) => {
      line += text;
    }),
    event,
  );
  return line;
}

function lostLines(lines: number, reason: Error): LogEvent {
  return {
    log_level: LogLevel.warn,
    log_namespace: "twist",
    log_time: Date.now() / 1000,
    log_format: "{lines} lines of the log were lost: {reason}",
    lines,
    reason: reason.message,
  };
}

function logFile(
  { "log-rotate": rotation, "log-keep": keep }: LogOptions,
  path: string,
  files: IFilesystem | null,
  neverRotated: boolean,
): ReturnType<typeof openLogFile> {
  if (files === null) throw new LogFileError(`cannot log to ${path}: the reactor has no files`);
  return openLogFile(files, path, neverRotated ? undefined : rotation, keep);
}

function checkIsFile({ "log-rotate": rotation, "log-keep": keep }: LogOptions): void {
  if (rotation === undefined && keep === undefined) return;
  throw new UsageError("--log-rotate and --log-keep are for a log in a file: --log-file");
}
