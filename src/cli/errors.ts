/** What is wrong with what the user asked for; the message is all that the user is shown. */

/** A file that was to be run cannot be. */
export class LoadError extends Error {
  override name = "LoadError";
}

/** The log cannot be written where the user wants it. */
export class LogFileError extends Error {
  override name = "LogFileError";
}

/** A program cannot be looked into. */
export class InspectError extends Error {
  override name = "InspectError";
}
