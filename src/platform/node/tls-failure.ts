/** What `node:tls` says went wrong, as the port's. */
import { TLSFailure } from "../errors.ts";

/** How far the connection had come. */
export interface TLSProgress {
  readonly established: boolean;
  /** The peer's bytes have ended. */
  readonly cut: boolean;
}

/** OpenSSL's own errors are about the protocol; the others, of a handshake, about the certificate. */
export function tlsFailure(
  error: Error & { readonly code?: string; readonly reason?: string },
  { established, cut }: TLSProgress,
): TLSFailure {
  const { code = "" } = error;
  if (cut && (code === "" || code === "ECONNRESET")) {
    const what = established ? "the connection" : "the handshake";
    return new TLSFailure("ERR_TLS_TRUNCATED", `the peer cut ${what} off, without close_notify`, {
      kind: "truncated",
      cause: error,
    });
  }
  const isProtocol = established || code === "" || /^(?:ERR_SSL|E[A-Z]+$)/.test(code);
  const kind = isProtocol ? "protocol" : "verification";
  return new TLSFailure(code || "ERR_TLS", error.reason || error.message, { kind, cause: error });
}
