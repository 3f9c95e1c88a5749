/** A log that is put away when a day is over: `log` becomes `log.2026_11_28`. Twisted's `DailyLogFile`. */
import { BaseLogFile, type BaseLogFileOptions } from "./base-log-file.ts";
import { NoSuchLogError } from "./errors.ts";
import type { FilePath } from "./file-path.ts";
import { LogReader } from "./log-reader.ts";

export interface DailyLogFileOptions extends BaseLogFileOptions {
  /** Seconds since 1970; the clock of the file system by default. */
  readonly clock?: () => number;
  /** Minutes east of UTC that a day begins at; 0 by default. */
  readonly offsetMinutes?: number;
}

export class DailyLogFile extends BaseLogFile {
  readonly #clock: () => number;
  readonly #offset: number;
  /** In days since 1970. */
  #lastDate: number;

  constructor(
    path: FilePath,
    { clock = () => path.files.now(), offsetMinutes = 0, ...options }: DailyLogFileOptions = {},
  ) {
    super(path, options);
    this.#clock = clock;
    this.#offset = offsetMinutes * 60;
    this.#lastDate = this.#fromDisk();
  }

  /** The day of the last write. */
  #fromDisk(): number {
    return this.size > 0
      ? this.#dayOf(this.path.getModificationTime())
      : this.#dayOf(this.#clock());
  }

  #dayOf(seconds: number): number {
    return Math.floor((seconds + this.#offset) / 86_400);
  }

  shouldRotate(): boolean {
    return this.#dayOf(this.#clock()) > this.#lastDate;
  }

  override write(data: Uint8Array | string): void {
    super.write(data);
    this.#beginDay();
  }

  override rotateIfDue(): boolean {
    try {
      return super.rotateIfDue();
    } finally {
      this.#beginDay();
    }
  }

  /**
   * A clock that was set back, by an hour at midnight say, does not begin yesterday again. By more than a day: it was wrong
   * before, and would keep the log from being put away until then.
   */
  #beginDay(): void {
    const today = this.#dayOf(this.#clock());
    if (today > this.#lastDate || today < this.#lastDate - 1) this.#lastDate = today;
  }

  override reopen(): void {
    super.reopen();
    this.#lastDate = this.#fromDisk();
  }

  /** What stands at the end of the name of the day's file: `2026_11_28`. */
  suffix(seconds: number): string {
    return suffixOf(this.#dayOf(seconds));
  }

  /** A reader of the log of that day, which `seconds` since 1970 is in. Throws `NoSuchLogError`. */
  getLog(seconds: number): LogReader {
    if (this.#dayOf(seconds) === this.#lastDate) return this.getCurrentLog();
    const log = this.path.siblingExtension(`.${this.suffix(seconds)}`);
    if (!log.exists()) throw new NoSuchLogError(`there is no ${log}`);
    return new LogReader(log);
  }

  protected makeRoom(): FilePath | null {
    const away = this.path.siblingExtension(`.${suffixOf(this.#lastDate)}`);
    return away.exists() ? null : away;
  }

  protected removeOld(): void {
    const prefix = `${this.path.basename()}.`;
    const days = this.path
      .parent()
      .listdir()
      .filter((name) => name.startsWith(prefix))
      .map((name) => ({ name, day: dayOfSuffix(name.slice(prefix.length)) }))
      .filter(({ day }) => !Number.isNaN(day))
      .sort((a, b) => b.day - a.day);
    for (const { name } of days.slice(this.maxRotatedFiles)) this.path.sibling(name).remove();
  }
}

function suffixOf(day: number): string {
  const date = new Date(day * 86_400_000);
  return [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()].join("_");
}

/** NaN for what is none. */
function dayOfSuffix(suffix: string): number {
  const [, year, month, date] = /^(\d{4})_(\d\d?)_(\d\d?)$/.exec(suffix) ?? [];
  return Date.UTC(Number(year), Number(month) - 1, Number(date));
}
