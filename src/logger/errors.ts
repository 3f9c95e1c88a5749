/** What can go wrong in the logging system itself. */

/** Thrown by `LogLevel.levelWithName` for a name that no level has. */
export class InvalidLogLevelError extends Error {
  override name = "InvalidLogLevelError";
  /** What was given in place of a level. */
  readonly level: unknown;

  constructor(level: unknown, options?: ErrorOptions) {
    super(`not a log level: ${typeof level === "string" ? JSON.stringify(level) : typeof level}`, {
      ...options,
    });
    this.level = level;
  }
}

/** A format string that is malformed, or that names a field its event lacks; never leaves `formatEvent`. */
export class LogFormatError extends Error {
  override name = "LogFormatError";
}
