/** Where the log of a program goes: a file that is put away from time to time, or a stream, which may be slow or closed. */
import { fstatSync, writeSync } from "node:fs";
import type { Writable } from "node:stream";
import { parseSize, parseWholeNumber, type ServiceOptions } from "../application/index.ts";
import { utf8 } from "../bytes/index.ts";
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

/**
 * For a file that several processes write: what one has moved, the others find at their next write. Where they may not open
 * a new one they write on the old one, which somebody has.
 */
export function sharedFile(file: BaseLogFile): LogDestination {
  return {
    write(text) {
      try {
        if (file.wasMoved()) file.reopen();
      } catch (thrown) {
        if (typeof (thrown as { code?: unknown }).code !== "string") throw thrown;
      }
      file.write(text);
    },
  };
}

/**
 * For a stream that is a file, by `> log` or a unit's `append:`. A stream ends for ever at the first error; a disk that is
 * full has room again one day. Half a line that was written by then stays, on a line of its own.
 *
 * @param writeBytes says how many of them it has written.
 */
export function descriptorDestination(writeBytes: (bytes: Uint8Array) => number): LogDestination {
  let torn = false;
  return {
    write(text) {
      const bytes = utf8(torn ? `\n${text}` : text);
      let written = 0;
      try {
        while (written < bytes.length) written += writeBytes(bytes.subarray(written));
        torn = false;
      } catch (thrown) {
        torn ||= written > 0;
        throw thrown;
      }
    },
  };
}

/** What a stream of the process writes to, where that is a file; else `null`. */
export function fileOfStream(stream: Writable): ((bytes: Uint8Array) => number) | null {
  const { fd } = stream as { readonly fd?: unknown };
  if (typeof fd !== "number") return null;
  try {
    return fstatSync(fd).isFile() ? (bytes) => writeSync(fd, bytes) : null;
  } catch {
    // It is closed: then the stream says so.
    return null;
  }
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
