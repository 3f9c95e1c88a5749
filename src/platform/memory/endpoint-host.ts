/** What an endpoint and its host know of each other: what the host does for it, and in which state it is. */
import type { StreamAddress } from "../port.ts";
import type { Endpoint } from "./endpoint.ts";
import type { Packet } from "./packet.ts";
import type { SendingTimers } from "./sending.ts";

/** What an endpoint needs of its host. */
export interface EndpointHost extends SendingTimers {
  now(): number;
  after(seconds: number, run: () => void): () => void;
  soon(run: () => void): void;
  /** The program does not run: what comes waits in the buffers. */
  readonly paused: boolean;
  /** Tell the program something, now or when it goes on. */
  tell(run: () => void): void;
  transmit(endpoint: Endpoint, packet: Packet): void;
  /** The number of a connection's SYN: larger than those of earlier connections between the same two. */
  initialNumber(): number;
  /** How many bytes a segment to the peer may hold. */
  segmentSize(endpoint: Endpoint): number;
  /** In what pieces what has come is to be seen: -1: as it came, below 0.5: in two, else with what comes next. */
  rechunk(endpoint: Endpoint): number;
  /**
   * It is over. `numbers` are the first that it used, and the one behind the last; `late` is what packets of it that come
   * later are answered with: TIME-WAIT.
   */
  forget(endpoint: Endpoint, numbers: readonly [number, number], late?: Packet): void;
}

/** Both ends of a connection. */
export interface Ends<A extends StreamAddress> {
  readonly local: A;
  readonly peer: A;
}

/** RFC 9293, 3.3.2. */
export type TCPState =
  | "SYN-SENT"
  | "SYN-RECEIVED"
  | "ESTABLISHED"
  | "FIN-WAIT-1"
  | "FIN-WAIT-2"
  | "CLOSE-WAIT"
  | "CLOSING"
  | "LAST-ACK"
  | "CLOSED";

/** The state of a connection that has been established. */
export function openState(
  ours: { readonly ended: boolean; readonly finished: boolean },
  peerEnded: boolean,
  endsLast: boolean,
): TCPState {
  if (!ours.ended) return peerEnded ? "CLOSE-WAIT" : "ESTABLISHED";
  if (peerEnded) return endsLast ? "LAST-ACK" : "CLOSING";
  return ours.finished ? "FIN-WAIT-2" : "FIN-WAIT-1";
}
