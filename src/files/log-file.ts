/** A log that is put away when it is long: `log` becomes `log.1`, and that `log.2` … Twisted's `LogFile`. */
import { BaseLogFile, type BaseLogFileOptions } from "./base-log-file.ts";
import { NoSuchLogError } from "./errors.ts";
import type { FilePath } from "./file-path.ts";
import { LogReader } from "./log-reader.ts";

export interface LogFileOptions extends BaseLogFileOptions {
  /** It is put away before the write that finds it so long, in bytes; a million by default; `null`: by `rotate()` alone. */
  readonly rotateLength?: number | null;
}

export class LogFile extends BaseLogFile {
  /** In bytes; `null`: it is put away by `rotate()` alone. */
  readonly rotateLength: number | null;

  constructor(path: FilePath, { rotateLength = 1_000_000, ...options }: LogFileOptions = {}) {
    if (rotateLength !== null && !(rotateLength > 0))
      throw new RangeError(`rotateLength is ${rotateLength}`);
    super(path, options);
    this.rotateLength = rotateLength;
  }

  shouldRotate(): boolean {
    return this.rotateLength !== null && this.size >= this.rotateLength;
  }

  /** The numbers of those that were put away, the latest first: 1, 2 … */
  listLogs(): number[] {
    const prefix = `${this.path.basename()}.`;
    return this.path
      .parent()
      .listdir()
      .filter((name) => name.startsWith(prefix))
      .map((name) => name.slice(prefix.length))
      .filter((rest) => /^[1-9]\d{0,14}$/.test(rest))
      .map(Number)
      .sort((a, b) => a - b);
  }

  /** A reader of one that was put away. Throws `NoSuchLogError`. */
  getLog(identifier: number): LogReader {
    const log = this.#numbered(identifier);
    if (!log.exists()) throw new NoSuchLogError(`there is no ${log}`);
    return new LogReader(log);
  }

  #numbered(identifier: number): FilePath {
    return this.path.siblingExtension(`.${identifier}`);
  }

  protected makeRoom(): FilePath {
    // A crash in the middle of this leaves a gap: those behind it are where they belong.
    const logs = this.listLogs();
    let next = 1;
    while (logs.includes(next)) next += 1;
    for (let number = next - 1; number >= 1; number--)
      this.#numbered(number).moveTo(this.#numbered(number + 1));
    return this.#numbered(1);
  }

  protected removeOld(): void {
    for (const number of this.listLogs())
      if (number > this.maxRotatedFiles) this.#numbered(number).remove();
  }
}
