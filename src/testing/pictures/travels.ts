/**
 * A trace as a person tells it: not that something was sent and something arrived, but that it went from
 * here to there, when, and whether it came.
 */
import { equals } from "../../bytes/index.ts";
import type { NetworkEvent, Packet } from "../../platform/memory/index.ts";
import { payloadText } from "./payload-text.ts";
import { RelativeNumbers } from "./relative-numbers.ts";
import type { TraceEvent, TraceGap, TraceNote } from "./trace.ts";

const NOTHING = new Uint8Array(0);

export interface Travel {
  readonly kind: "travel";
  /** When it was sent; of what was sent before the trace begins, or in a gap, when it came. */
  readonly at: number;
  readonly from: string;
  readonly to: string;
  /** When it arrived or was lost; `undefined`: it is under way. */
  readonly until: number | undefined;
  /** How many moments had begun by then. */
  readonly untilIndex: number;
  readonly lost: boolean;
  /** It was sent before, or it is what the network doubled. */
  readonly again: boolean;
  readonly event: NetworkEvent;
  /** What came instead, where that is not what was sent. */
  readonly damaged: NetworkEvent | undefined;
}

export interface Fault {
  readonly kind: "fault";
  readonly at: number;
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

export type Moment = Travel | Fault | TraceNote | TraceGap;

/** What happened, by the times at which it began. */
export function momentsOf(events: readonly TraceEvent[]): Moment[] {
  const moments: (Moment | Open)[] = [];
  const underWay = new Map<number, Open>();
  const repeats = new Repeats();
  const numbers = new RelativeNumbers();
  for (const moment of events) {
    const { at, kind } = moment;
    if (kind === "note" || kind === "gap") {
      moments.push(moment);
      continue;
    }
    const event = numbers.of(moment);
    const { from, to, id } = event;
    if (kind === "fault") {
      moments.push({ kind, at, from, to, text: event.text ?? "" });
      continue;
    }
    if (kind === "sent") {
      const open = new Open(event, repeats.isOne(event));
      if (id !== undefined) underWay.set(id, open);
      moments.push(open);
      continue;
    }
    const known = id === undefined ? undefined : underWay.get(id);
    if (known?.until === undefined && known !== undefined) known.end(event, moments.length);
    else {
      // Its copy, or it was sent where the trace does not reach.
      const open = new Open(known?.event ?? event, known !== undefined);
      moments.push(open);
      open.end(event, moments.length);
    }
  }
  return moments.map((moment) => (moment instanceof Open ? moment.travel : moment)).sort(byTime);
}

/** Only says that what was sent has come: no bytes, no end, no beginning. */
export function isAcknowledgement({ packet }: NetworkEvent): boolean {
  return packet?.flags === "ACK" && packet.data.length === 0 && !packet.fin;
}

/** What went, in a few words: what is special about it, then what is in it. */
export function travelText({ event, again, damaged }: Travel, length = 60): string {
  const before = `${again ? "again: " : ""}${damaged ? "damaged: " : ""}`;
  return before + contentOf(damaged ?? event, length - before.length);
}

/** What is in it, in a few words of about `length` characters. */
export function contentOf(event: NetworkEvent, length = 60): string {
  const { packet, datagram } = event;
  if (datagram !== undefined) return `UDP ${payloadText(datagram, length - 4)}`;
  if (packet === undefined) return "";
  if (isAcknowledgement(event)) return `ACK ${packet.ack}`;
  const parts: string[] = packet.flags === "ACK" ? [] : [packet.flags];
  if (packet.data.length > 0) parts.push(payloadText(packet.data, length - (packet.fin ? 4 : 0)));
  if (packet.fin) parts.push("FIN");
  return parts.join(" ");
}

/** What it carries. */
export function bytesOf({ packet, datagram }: NetworkEvent): Uint8Array {
  return packet?.data ?? datagram ?? NOTHING;
}

/** What was done, and to whom. */
export function faultText({ from, to, text }: Fault): string {
  const whom = [...new Set([from, to])].filter((name) => name !== "*");
  return whom.length === 0 ? text : `${text}: ${whom.join(" and ")}`;
}

function byTime(a: Moment, b: Moment): number {
  return a.at - b.at;
}

/** A travel of which the end is not known yet. */
class Open {
  readonly event: NetworkEvent;
  readonly #again: boolean;
  #untilIndex = 0;
  #end: NetworkEvent | undefined;

  constructor(event: NetworkEvent, again: boolean) {
    this.event = event;
    this.#again = again;
  }

  get until(): number | undefined {
    return this.#end?.at;
  }

  end(event: NetworkEvent, index: number): void {
    this.#end = event;
    this.#untilIndex = index;
  }

  get travel(): Travel {
    const { event, until } = this;
    const { at, from, to } = event;
    const end = this.#end;
    const [again, untilIndex] = [this.#again, this.#untilIndex];
    const lost = end?.kind === "lost";
    const damaged = end !== undefined && !lost && isChanged(event, end) ? end : undefined;
    return { kind: "travel", at, from, to, until, untilIndex, lost, again, event, damaged };
  }
}

function isChanged(sent: NetworkEvent, arrived: NetworkEvent): boolean {
  const [before, after] = [bytesOf(sent), bytesOf(arrived)];
  return before !== after && !equals(before, after);
}

/** Finds segments that bring nothing which was not sent before. */
class Repeats {
  /** By direction of a connection: the number behind all that was sent; -1 for no more than a SYN. */
  readonly #ends = new Map<string, number>();

  isOne({ from, to, source, destination, packet }: NetworkEvent): boolean {
    if (packet === undefined || packet.flags === "RST" || packet.flags === "PROBE") return false;
    const key = `${from} ${source?.host} ${source?.port} ${to} ${destination?.host} ${destination?.port}`;
    const end = this.#ends.get(key);
    if (packet.flags !== "ACK") {
      this.#ends.set(key, -1);
      return end === -1;
    }
    const until = endOf(packet);
    // An acknowledgement brings nothing at all.
    if (until === packet.seq) return false;
    this.#ends.set(key, Math.max(end ?? 0, until));
    return end !== undefined && until <= end;
  }
}

function endOf({ seq, data, fin }: Packet): number {
  return seq + data.length + (fin ? 1 : 0);
}
