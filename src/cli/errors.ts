/** What is wrong with what the user asked for; the message is all that the user is shown. */

/** A file that was to be run cannot be. */
export class LoadError extends Error {
  override name = "LoadError";
}

/** The log cannot be written where the user wants it. */
export class LogFileError extends Error {
  override name = "LogFileError";
}

/** The number of the process cannot be written where the user wants it, or another one runs. */
export class PIDFileError extends Error {
  override name = "PIDFileError";
}

/** A program cannot be looked into. */
export class InspectError extends Error {
  override name = "InspectError";
}

/** A worker has ended before it had started. */
export class WorkerStartError extends Error {
  override name = "WorkerStartError";
  /** The exit status that it has ended with, where it has; then it has said why itself. */
  readonly status: number | null;
  constructor(message: string, status: number | null) {
    super(message);
    this.status = status;
  }
}
