/**
 * A file that is appended to, and put away from time to time: what `LogFile` and `DailyLogFile` have in common.
 *
 * Rules: a write is whole, or throws and has left nothing (where others write to the file as well, or it is a pipe, half a
 * line at most, on a line of its own); where a file cannot be put away it is written on; what is put
 * away is never overwritten but by what `maxRotatedFiles` says.
 */

import { concat } from "../bytes/index.ts";
import type { IFile } from "../net/index.ts";
import type { FilePath } from "./file-path.ts";
import { LogReader } from "./log-reader.ts";
import { asBytes, codeOf, unlessCode } from "./whole-file.ts";

export interface BaseLogFileOptions {
  /** Permissions of the file, whatever the process's mask; by default those that it has. */
  readonly defaultMode?: number;
  /** Keep so many that were put away, and remove older ones; all by default. At least 1. */
  readonly maxRotatedFiles?: number;
}

const NEWLINE = Uint8Array.of(0x0a);

export abstract class BaseLogFile {
  readonly path: FilePath;
  readonly maxRotatedFiles: number;
  readonly #defaultMode: number | undefined;
  #file: IFile | null = null;
  #size = 0;
  /** What stands at the end is half of a line, of a write that failed. */
  #torn = false;

  constructor(
    path: FilePath,
    { defaultMode, maxRotatedFiles = Number.POSITIVE_INFINITY }: BaseLogFileOptions = {},
  ) {
    if (!(maxRotatedFiles >= 1)) throw new RangeError(`maxRotatedFiles is ${maxRotatedFiles}`);
    this.path = path;
    this.maxRotatedFiles = maxRotatedFiles;
    this.#defaultMode = defaultMode;
    this.openFile();
  }

  get closed(): boolean {
    return this.#file === null;
  }

  /** In bytes, as far as this object has written it, or found it. */
  get size(): number {
    return this.#size;
  }

  /** Is the file to be put away before the next write? */
  abstract shouldRotate(): boolean;
  /** Make room under the name that the file is to have; gives that. `null`: it cannot be put away now. */
  protected abstract makeRoom(): FilePath | null;
  /** Remove what is more than is to be kept. */
  protected abstract removeOld(): void;

  /** Append it, as UTF-8 where it is text. Throws what the file system does; the file is then as it was. */
  write(data: Uint8Array | string): void {
    if (this.#file === null) throw new TypeError(`${this.path} is closed`);
    if (this.shouldRotate()) this.rotate();
    const bytes = this.#torn ? concat([NEWLINE, asBytes(data)]) : asBytes(data);
    let written = 0;
    try {
      while (written < bytes.length) written += this.#file.write(bytes.subarray(written));
    } catch (thrown) {
      if (written > 0 && !this.#takeBack(this.#file, written)) this.#torn = true;
      throw thrown;
    }
    this.#torn = false;
    this.#size += written;
  }

  /** What was written of a write that failed is half a line. Where others write to the file as well, it is not ours to cut. */
  #takeBack(file: IFile, written: number): boolean {
    return unlessFailed(() => {
      if (file.status().size !== this.#size + written) return false;
      file.truncate(this.#size);
      return true;
    });
  }

  /**
   * Put it away if it is time for that, by all that is in it: for who looks after a file that others write, from time to
   * time. Says whether it did.
   */
  rotateIfDue(): boolean {
    unlessFailed(() => {
      if (this.wasMoved()) this.reopen();
      this.#size = this.#file?.status().size ?? 0;
    });
    return this.#file !== null && this.#size > 0 && this.shouldRotate() && this.rotate();
  }

  /** Returns when what was written survives a loss of power. */
  flush(): void {
    this.#file?.sync();
  }

  close(): void {
    this.#file?.close();
    this.#file = null;
  }

  /** Is the file that we write no longer the one of this name? It was moved, or put away by another process. */
  wasMoved(): boolean {
    return this.#file !== null && !unlessFailed(() => this.#isOurs());
  }

  /** Open the file of this name anew: the old one was moved, by `logrotate` say. What fails leaves the old one open. */
  reopen(): void {
    this.openFile();
  }

  /**
   * Put the file away and begin a new one; says whether it did. It does not where it may not, or where that is no file (a
   * pipe, a device); the old one is written on.
   */
  rotate(): boolean {
    let away: FilePath | null = null;
    return unlessFailed(() => {
      if (!this.path.isfile()) return this.#anew();
      // Another process that logs to it has put it away already.
      if (!this.#isOurs()) return this.#begin();
      away = this.makeRoom();
      if (away === null) return false;
      this.path.files.rename(this.path.path, away.path);
      if (!this.#begin()) {
        // It is the one that is written on.
        this.path.files.rename(away.path, this.path.path);
        return false;
      }
      unlessFailed(() => this.removeOld());
      return true;
    });
  }

  #isOurs(): boolean {
    const [ours, there] = [this.#file!.status(), this.path.status()];
    return ours.inode === there.inode && ours.device === there.device;
  }

  /** Somebody has moved or removed it: there is nothing to put away. */
  #anew(): boolean {
    return !this.path.exists() && this.#begin();
  }

  #begin(): boolean {
    return unlessFailed(() => {
      this.openFile();
      return true;
    });
  }

  /** A reader of the file as it is now. */
  getCurrentLog(): LogReader {
    return new LogReader(this.path);
  }

  /** Open the file, and close the one before. Throws what the file system does, and has then changed nothing. */
  protected openFile(): void {
    const { files, path } = this.path;
    let mode = this.#defaultMode;
    if (mode === undefined && this.#file !== null) mode = this.#file.status().mode;
    const isNew = !this.path.exists();
    const file = files.open(path, "a", mode);
    // Not every thing that can be opened has permissions of ours: /dev/null, say.
    if (mode !== undefined && (isNew || this.#defaultMode !== undefined))
      unlessCode(["EPERM", "EACCES", "EROFS", "EINVAL"], () => files.chmod(path, mode));
    try {
      this.#size = file.status().size;
    } catch (thrown) {
      file.close();
      throw thrown;
    }
    const old = this.#file;
    this.#file = file;
    this.#torn = false;
    // What it held is written; that it cannot be closed says nothing about the new one.
    unlessFailed(() => old?.close());
  }
}

/** `false` where the file system fails. */
function unlessFailed(act: () => unknown): boolean {
  try {
    return act() !== false;
  } catch (thrown) {
    if (codeOf(thrown) === undefined) throw thrown;
    return false;
  }
}
