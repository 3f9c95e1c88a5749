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

/** TLS has failed: in the handshake, in a record, or because the peer closed out of order. */
export class TLSFailure extends PlatformError {
  override name = "TLSFailure";
  /** `verification`: the peer's certificate is not one to trust. `truncated`: cut off without close_notify. */
  readonly kind: "protocol" | "verification" | "truncated";
  constructor(
    code: string,
    message: string,
    { kind, cause }: { readonly kind: TLSFailure["kind"]; readonly cause?: unknown },
  ) {
    super(code, message, { cause });
    this.kind = kind;
  }
}

/**
 * No failure of the stream, but how whoever is on its other side has ended, where that says more than an end does: a
 * child's exit code. It is for `SocketSink.closed`, and `reason` becomes that of the connection.
 */
export class PeerEnded extends PlatformError {
  override name = "PeerEnded";
  readonly reason: Error;
  /** As good as an end in order. */
  readonly orderly: boolean;
  constructor(reason: Error, orderly: boolean) {
    super("EPIPE", reason.message, { cause: reason });
    this.reason = reason;
    this.orderly = orderly;
  }
}

/** A runtime's own error, as the port's. */
export function platformError(error: unknown): PlatformError {
  if (error instanceof PlatformError) return error;
  const code = (error as { code?: unknown } | null)?.code;
  const message = error instanceof Error ? error.message : String(error);
  return new PlatformError(typeof code === "string" ? code : "EIO", message, { cause: error });
}
