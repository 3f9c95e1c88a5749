/** How much an event matters. Levels are objects, ordered: `LogLevel.debug < LogLevel.error`. */
import { InvalidLogLevelError } from "./errors.ts";

export type LogLevelName = "debug" | "info" | "warn" | "error" | "critical";

/** One of five levels; there are no others, so compare them with `===`, `<` and `>=`. */
export class LogLevel {
  /** For the developer of the code that logs. */
  static readonly debug: LogLevel = new LogLevel("debug", 0);
  /** Routine: what the program is doing. */
  static readonly info: LogLevel = new LogLevel("info", 1);
  /** Someone should look at it, some day. */
  static readonly warn: LogLevel = new LogLevel("warn", 2);
  /** Something failed, in a way the code knew of. */
  static readonly error: LogLevel = new LogLevel("error", 3);
  /** An exception nobody expected. */
  static readonly critical: LogLevel = new LogLevel("critical", 4);

  readonly name: LogLevelName;
  /** Position in the order, from 0. */
  readonly rank: number;

  private constructor(name: LogLevelName, rank: number) {
    this.name = name;
    this.rank = rank;
  }

  /** All five, least important first. */
  static all(): readonly LogLevel[] {
    return levels;
  }

  /**
   * The level of that name, for configuration files and command lines.
   *
   * @throws {InvalidLogLevelError} when there is none.
   */
  static levelWithName(name: string): LogLevel {
    const level = levels.find((candidate) => candidate.name === name);
    if (level === undefined) throw new InvalidLogLevelError(name);
    return level;
  }

  /** Is this a level? By shape, so that two copies of this package agree. */
  static isLevel(thing: unknown): thing is LogLevel {
    if (typeof thing !== "object" || thing === null) return false;
    const { name, rank } = thing as Partial<LogLevel>;
    return levels[rank as number]?.name === name && name !== undefined;
  }

  /** Makes `<` and `>=` compare ranks. */
  valueOf(): number {
    return this.rank;
  }

  toString(): string {
    return this.name;
  }
}

const levels: readonly LogLevel[] = [
  LogLevel.debug,
  LogLevel.info,
  LogLevel.warn,
  LogLevel.error,
  LogLevel.critical,
];
