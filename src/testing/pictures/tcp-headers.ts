/**
 * What simulated segments leave out and real ones have: where the numbers of a connection begin, the numbers
 * of segments without bytes, flags as bits, scaled windows.
 *
 * Segments are to be given in the order in which they were sent; the headers then are consistent.
 */
import type { NetworkEvent, Packet } from "../../platform/memory/index.ts";
import { ACK, FIN, PSH, RST, SYN, type TCPHeader } from "./ip-packets.ts";
import { StableHash } from "./stable-hash.ts";

/** Ethernet's. */
const MAX_SEGMENT = 1460;
const NO_OPTIONS = new Uint8Array(0);

/** What one end has sent. */
interface Half {
  readonly isn: number;
  /** The number behind the last byte, counted from the ISN; the SYN has the first. */
  next: number;
  /** What the other end expects next, as far as it has said. */
  acknowledged: number;
  /** It sent more than a SYN. */
  opened: boolean;
}

interface Connection {
  readonly halves: Map<string, Half>;
  reset: boolean;
  readonly incarnation: number;
}

export class TCPHeaders {
  readonly #connections = new Map<string, Connection>();
  readonly #scale: number;

  /** @param mostWindow the largest window that any segment offers */
  constructor(mostWindow: number) {
    let scale = 0;
    while (scale < 14 && mostWindow > 0xffff * 2 ** scale) scale += 1;
    this.#scale = scale;
  }

  /** The header of the segment that `event` tells the sending of. */
  of(event: NetworkEvent & { readonly packet: Packet }): TCPHeader {
    const { packet, source, destination } = event;
    const near = `${event.from} ${source?.host} ${source?.port}`;
    const far = `${event.to} ${destination?.host} ${destination?.port}`;
    const connection = this.#connection(near, far, packet);
    const own = half(connection, near, far);
    const peer = half(connection, far, near);
    const ports = { sourcePort: source?.port ?? 0, destinationPort: destination?.port ?? 0 };
    const options = NO_OPTIONS;
    const ack = peer.isn + 1 + packet.ack;
    switch (packet.flags) {
      case "SYN":
      case "SYN-ACK": {
        const isAnswer = packet.flags === "SYN-ACK";
        const flags = isAnswer ? SYN | ACK : SYN;
        // RFC 7323, section 2.2: the window of a SYN is not scaled.
        const window = Math.min(packet.window || 0xffff, 0xffff);
        const fields = { seq: own.isn, ack: isAnswer ? peer.isn + 1 : 0, flags, window };
        return { ...ports, ...fields, options: this.#synOptions() };
      }
      case "RST": {
        connection.reset = true;
        // RFC 9293, section 3.10.7.1: who never spoke has no number, and says what it answers.
        const answer = { seq: 0, ack: peer.isn + peer.next, flags: RST | ACK, window: 0, options };
        if (!own.opened) return { ...ports, ...answer };
        return { ...ports, seq: own.isn + own.next, ack: 0, flags: RST, window: 0, options };
      }
      default: {
        own.opened = true;
        peer.acknowledged = Math.max(peer.acknowledged, 1 + packet.ack);
        const window = Math.min(Math.ceil(packet.window / 2 ** this.#scale), 0xffff);
        const seq = own.isn + this.#number(own, packet);
        const push = packet.data.length > 0 && packet.data.length < MAX_SEGMENT ? PSH : 0;
        const flags = ACK | push | (packet.fin ? FIN : 0);
        return { ...ports, seq, ack, flags, window, options };
      }
    }
  }

  #number(own: Half, { flags, seq, data, fin }: Packet): number {
    // As Linux does: what asks has the number of a byte that came long ago, and so must be answered.
    if (flags === "PROBE") return own.acknowledged - 1;
    if (data.length === 0 && !fin) return own.next;
    own.next = Math.max(own.next, 1 + seq + data.length + (fin ? 1 : 0));
    return 1 + seq;
  }

  #connection(near: string, far: string, { flags }: Packet): Connection {
    const key = near < far ? `${near}|${far}` : `${far}|${near}`;
    const known = this.#connections.get(key);
    const isNew = flags === "SYN" && (known?.reset || known?.halves.get(near)?.opened);
    if (known !== undefined && !isNew) return known;
    const incarnation = (known?.incarnation ?? 0) + 1;
    const connection: Connection = { halves: new Map(), reset: false, incarnation };
    this.#connections.set(key, connection);
    return connection;
  }

  /** The largest segment, and the scale of the window, filled up to a length that four divides. */
  #synOptions(): Uint8Array {
    return Uint8Array.of(2, 4, MAX_SEGMENT >> 8, MAX_SEGMENT & 0xff, 1, 3, 3, this.#scale);
  }
}

function half(connection: Connection, near: string, far: string): Half {
  let own = connection.halves.get(near);
  if (own === undefined) {
    const digest = new StableHash().add(near).add(far).add(connection.incarnation).digest();
    own = { isn: Number.parseInt(digest.slice(0, 8), 16), next: 1, acknowledged: 1, opened: false };
    connection.halves.set(near, own);
  }
  return own;
}
