/** What can go wrong with services themselves. */

/** A tree of services cannot be what it was asked to become: two of one name, a circle, a stranger. */
export class ServiceTreeError extends Error {
  override name = "ServiceTreeError";
}

/** `startService` on a service that runs. */
export class ServiceRunningError extends Error {
  override name = "ServiceRunningError";
}

/** A process monitor has no process of that name, or has one already. */
export class ProcessNameError extends Error {
  override name = "ProcessNameError";
}

abstract class ServiceError extends Error {
  /** Where in its tree the service stands: names, or else class names, from the root down. */
  readonly path: string;
  constructor(path: string, what: string, cause: unknown) {
    super(`${path} ${what}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.path = path;
  }
}

/** A service has failed to start; `cause` is why. */
export class ServiceStartError extends ServiceError {
  override name = "ServiceStartError";
  constructor(path: string, cause: unknown) {
    super(path, "has not started", cause);
  }
}

/** A service has failed to stop; `cause` is why. */
export class ServiceStopError extends ServiceError {
  override name = "ServiceStopError";
  constructor(path: string, cause: unknown) {
    super(path, "has not stopped in order", cause);
  }
}

/** What a user asked of a program on its command line cannot be: `twist` shows it, and ends with the status of a wrong command line. */
export class UsageError extends Error {
  override name = "UsageError";
}
