/** What can go wrong with WebSockets, beside what goes wrong with any connection. */
import { ConnectError } from "../net/index.ts";
import { PlatformError } from "../platform/index.ts";

/** The server did not answer as one for WebSockets: `status` is that of HTTP, `null` where what came is no HTTP. */
export class WebSocketUpgradeError extends ConnectError {
  override name = "WebSocketUpgradeError";
  readonly status: number | null;
  constructor(message: string, status: number | null, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

/** The package `ws`, which carries the frames, is not installed; the message says what to install. */
export class WebSocketPackageError extends Error {
  override name = "WebSocketPackageError";
}

/**
 * Why a WebSocket was closed out of order: the `cause` of the `ConnectionLost` that the protocol is given. `closeCode` is
 * that of RFC 6455 section 7.4: what the peer has sent or, where the peer did wrong, what it was sent.
 */
export class WebSocketFailure extends PlatformError {
  override name = "WebSocketFailure";
  readonly closeCode: number;
  /** What the peer gave for a reason, in its own words. */
  readonly closeReason: string;
  constructor(message: string, closeCode: number, closeReason = "", options?: ErrorOptions) {
    super(`WebSocket ${closeCode}`, message, options);
    this.closeCode = closeCode;
    this.closeReason = closeReason;
  }
}
