/**
 * The numbers of segments as people read them: counted from the first byte of each side, which is number 0.
 *
 * Real numbers begin anywhere. Segments are to be given in the order in which they were sent.
 */
import type { NetworkEvent, Packet } from "../../platform/memory/index.ts";

export class RelativeNumbers {
  /** The number of the first byte, by the way that it goes. */
  readonly #first = new Map<string, number>();

  /** The same event, with numbers that count from 0. */
  of(event: NetworkEvent): NetworkEvent {
    const { packet, from, to, source, destination } = event;
    if (packet === undefined) return event;
    const near = `${from} ${source?.host}:${source?.port}`;
    const far = `${to} ${destination?.host}:${destination?.port}`;
    return { ...event, packet: this.#relative(packet, `${near}>${far}`, `${far}>${near}`) };
  }

  #relative(packet: Packet, way: string, back: string): Packet {
    const { flags, seq, ack } = packet;
    if (flags === "SYN" || flags === "SYN-ACK") {
      this.#first.set(way, seq + 1);
      const answered = flags === "SYN" ? 0 : this.#from(back, ack);
      return { ...packet, seq: 0, ack: answered };
    }
    // A reset may have only one of the two; before either is known, 0 is as good.
    if (flags === "RST" && (seq === 0 || ack === 0))
      return { ...packet, seq: seq && this.#from(way, seq), ack: ack && this.#from(back, ack) };
    return { ...packet, seq: this.#from(way, seq), ack: this.#from(back, ack) };
  }

  /** Where the trace begins later than the connection, what is seen first has number 0. */
  #from(way: string, number: number): number {
    const first = this.#first.get(way) ?? number;
    this.#first.set(way, first);
    return number - first;
  }
}
