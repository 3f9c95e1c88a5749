/** What a platform says went wrong. */

/** `code` is a POSIX name (`ECONNREFUSED`, `EADDRINUSE` …) or, for names of hosts, `ENOTFOUND`. */
export class PlatformError extends Error {
  override name = "PlatformError";
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A runtime's own error, as the port's. */
export function platformError(error: unknown): PlatformError {
  if (error instanceof PlatformError) return error;
  const code = (error as { code?: unknown } | null)?.code;
  const message = error instanceof Error ? error.message : String(error);
  return new PlatformError(typeof code === "string" ? code : "EIO", message, { cause: error });
}
