/** What a transport says of itself to who inspects the reactor. */
import type { ConnectionDescription, ConnectionState } from "../net/index.ts";

export type TransportStatus = Pick<
  ConnectionDescription,
  | "kind"
  | "state"
  | "tls"
  | "negotiated"
  | "bytesIn"
  | "bytesOut"
  | "bufferedBytes"
  | "paused"
  | "producer"
>;

/** What of several things that are so is its state. */
export function stateOf(now: {
  readonly closing: boolean;
  readonly shakingHands: boolean;
  readonly peerEnded: boolean;
  readonly halfClosed: boolean;
}): ConnectionState {
  if (now.closing) return "closing";
  if (now.shakingHands) return "handshake";
  if (now.peerEnded) return "read-closed";
  return now.halfClosed ? "write-closed" : "open";
}
