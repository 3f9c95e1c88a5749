/** What can be wrong with paths, and with what programs keep in files. The file system's own errors have POSIX codes. */

/** What was to be a name inside of a folder leads out of it. */
export class InsecurePath extends Error {
  override name = "InsecurePath";
}

/** Symbolic links lead in a circle. */
export class LinkError extends Error {
  override name = "LinkError";
}

/** There is no PID file. */
export class NoPIDFound extends Error {
  override name = "NoPIDFound";
}

/** What is in the PID file is no number of a process. */
export class InvalidPIDFileError extends Error {
  override name = "InvalidPIDFileError";
}

/** The PID file is of a process that is no more. */
export class StalePIDFileError extends Error {
  override name = "StalePIDFileError";
}

/** The PID file is of a process that runs. */
export class AlreadyRunningError extends Error {
  override name = "AlreadyRunningError";
}

/** There is no such rotated log. */
export class NoSuchLogError extends Error {
  override name = "NoSuchLogError";
}
