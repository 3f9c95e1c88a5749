/**
 * What travels between two hosts: TCP's segments, without the bits.
 *
 * They are instances, not literals. V8 makes the literals of a place old at once where many of them have lived long, as
 * while thousands of connections were opened together; from then on each would keep its bytes until a full collection.
 */

export type Flags = "SYN" | "SYN-ACK" | "ACK" | "PROBE" | "RST";

export class Packet {
  /**
   * `PROBE` stands for an empty segment that has to be answered, because its number is one that was acknowledged long
   * ago: whether a closed window has opened, or whether the peer is there at all (RFC 9293, 3.8.4 and 3.8.6.1).
   */
  readonly flags: Flags;
  /** The number of the first byte, or of the SYN or FIN. Numbers do not wrap: on a wire it is this modulo 2^32. */
  readonly seq: number;
  readonly data: Uint8Array;
  readonly fin: boolean;
  /** The number of the byte that is expected next; 0 on a SYN, which expects none. */
  readonly ack: number;
  /** How many bytes from `ack` on the receiver has room for. */
  readonly window: number;
  /** RFC 7323's timestamps: when it was sent, and the `stamp` of what it answers; -1 where it answers nothing. */
  readonly stamp: number;
  readonly echo: number;

  constructor(
    flags: Flags,
    seq: number,
    data: Uint8Array,
    fin: boolean,
    ack: number,
    window: number,
    stamp: number,
    echo: number,
  ) {
    this.flags = flags;
    this.seq = seq;
    this.data = data;
    this.fin = fin;
    this.ack = ack;
    this.window = window;
    this.stamp = stamp;
    this.echo = echo;
  }
}

export const NO_BYTES: Uint8Array = new Uint8Array(0);

/** IP's and TCP's headers: what a segment takes on a link beside its bytes. */
export const TCP_HEADERS = 40;
/** IP's and UDP's. */
export const UDP_HEADERS = 28;

/** A packet that carries nothing but its flags. */
export function control(flags: Flags, seq = 0, ack = 0): Packet {
  return new Packet(flags, seq, NO_BYTES, false, ack, 0, 0, -1);
}

/** How many numbers it takes: one for each byte, one for a SYN and one for a FIN. */
export function numbersOf({ flags, data, fin }: Packet): number {
  return data.length + (fin || flags === "SYN" || flags === "SYN-ACK" ? 1 : 0);
}

/** The reset that answers a packet of a connection that is not known (RFC 9293, 3.5.2). */
export function resetFor(packet: Packet): Packet {
  return packet.flags === "SYN" ? control("RST", 0, packet.seq + 1) : control("RST", packet.ack);
}
