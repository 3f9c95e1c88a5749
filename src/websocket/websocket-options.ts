/** What can be said of a WebSocket at either end. */
import type { WebSocketStreamOptions } from "./websocket-stream.ts";

/** Limits of either end; times are in seconds. */
export interface WebSocketOptions {
  /** Bytes of the longest message that is taken; a longer one ends the connection (1009). 1 MiB by default. */
  readonly maxPayload?: number;
  /** How long the upgrade may take; 10 by default. */
  readonly handshakeSeconds?: number;
  /** How long the peer may take to answer a Close, and then to close; 5 by default. */
  readonly closeSeconds?: number;
  /**
   * Send a ping when nothing has come for so long, and end the connection when as much time passes again; never by
   * default.
   */
  readonly pingSeconds?: number;
}

export function streamOptions({
  maxPayload = 1_048_576,
  closeSeconds = 5,
  pingSeconds,
}: WebSocketOptions): Pick<WebSocketStreamOptions, "maxPayload" | "closeSeconds" | "pingSeconds"> {
  if (!(Number.isSafeInteger(maxPayload) && maxPayload > 0 && maxPayload < 2 ** 31))
    throw new RangeError(
      `maxPayload is ${maxPayload}, and has to be a whole number from 1 to 2^31 - 1`,
    );
  return { maxPayload, closeSeconds, pingSeconds };
}
