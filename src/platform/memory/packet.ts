/** What travels between two hosts: TCP's segments, without the bits. */

export interface Packet {
  /** `PROBE` stands for the empty segment that asks whether a closed window has opened. */
  readonly flags: "SYN" | "SYN-ACK" | "ACK" | "PROBE" | "RST";
  /** The number of the first byte, or of the FIN. */
  readonly seq: number;
  readonly data: Uint8Array;
  readonly fin: boolean;
  /** The number of the byte that is expected next. */
  readonly ack: number;
  /** How many bytes from `ack` on the receiver has room for. */
  readonly window: number;
}

export const NO_BYTES: Uint8Array = new Uint8Array(0);

export function control(flags: Packet["flags"]): Packet {
  return { flags, seq: 0, data: NO_BYTES, fin: false, ack: 0, window: 0 };
}
