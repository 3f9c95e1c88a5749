/** Where the log of a program goes: a file that is put away from time to time, or a stream, which may be slow or closed. */
import type { Writable } from "node:stream";
import { parseSize, parseWholeNumber, type ServiceOptions } from "../application/index.ts";
import { type BaseLogFile, DailyLogFile, FilePath, LogFile } from "../files/index.ts";
import type { IFilesystem } from "../net/index.ts";
import { LogFileError } from "./errors.ts";
import type { LogDestination } from "./log-lines.ts";
import { inPlainWords } from "./system-error.ts";

/** In bytes: when so much waits for the reader of a stream, lines are lost. */
const MOST_WAITING = 1_048_576;

/** `daily`, or at so many bytes; undefined: never. */
export type LogRotation = "daily" | number | undefined;

/** The file that the log goes to; `null` where that is a stream, standard output (`-`) or standard error (`+`). */
export function logFileOf({ "log-file": where = "-" }: ServiceOptions): string | null {
  return where === "-" || where === "+" ? null : String(where);
}

/** `daily`, or a size in bytes, more than none, as {@link parseSize} has it. Throws a `RangeError` for what is neither. */
export function parseRotation(text: string): "daily" | number {
  if (text === "daily") return text;
  const bytes = parseSize(text);
  if (bytes > 0) return bytes;
  throw new RangeError("It has to be more than 0, or daily.");
}

export const parseKeep: (text: string) => number = parseWholeNumber(1, 999_999);

/** Throws `LogFileError`. */
export function openLogFile(
  files: IFilesystem,
  path: string,
  rotation: LogRotation,
  keep: number | undefined,
): BaseLogFile {
  const kept = keep === undefined ? {} : { maxRotatedFiles: keep };
  try {
    const file = new FilePath(path, files);
    return rotation === "daily"
      ? new DailyLogFile(file, kept)
      : new LogFile(file, { rotateLength: rotation ?? null, ...kept });
  } catch (thrown) {
    throw new LogFileError(`cannot log to ${path}: ${inPlainWords(thrown)}`, {
      cause: thrown,
    });
  }
}

/** For a file that several processes write: what one has moved, the others find at their next write. */
export function sharedFile(file: BaseLogFile): LogDestination {
  return {
    write(text) {
      if (file.wasMoved()) file.reopen();
      file.write(text);
    },
  };
}

/** @param drained is called when a stream that was slow has caught up. */
export function streamDestination(stream: Writable, drained: () => void): LogDestination {
  let failure: Error | null = null;
  // A log that nobody reads any more costs the lines and not the program.
  stream.on("error", (error) => {
    failure = error;
  });
  stream.on("drain", drained);
  // Before it is redirected, if it is: the log is no output of the program's.
  const write = stream.write.bind(stream);
  return {
    write(text) {
      if (failure !== null) throw failure;
      if (stream.writableLength > MOST_WAITING) throw new LogFileError("the reader was too slow");
      write(text);
    },
  };
}
