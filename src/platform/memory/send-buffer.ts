/**
 * The sending half of a simulated TCP connection: what was written and is not yet acknowledged.
 *
 * RFC 9293's send sequence space: what is acknowledged, what was sent, what the peer has room for. The FIN takes one
 * number behind the last byte.
 */
import { NO_BYTES } from "./packet.ts";

/** What the host takes from the program at most before it says that it is full. */
const SEND_BUFFER = 1_048_576;

/** For all buffers with nothing in them, most of the time most of them: never written to. */
const NONE: Uint8Array[] = [];

export class Segment {
  readonly seq: number;
  readonly data: Uint8Array;
  readonly fin: boolean;

  constructor(seq: number, data: Uint8Array, fin: boolean) {
    this.seq = seq;
    this.data = data;
    this.fin = fin;
  }
}

export class SendBuffer {
  /** SND.UNA: the first byte that is not acknowledged; `#chunks[#head]` begins with it. */
  #unacknowledged: number;
  /** SND.NXT: what was sent, ever, has a smaller number. */
  #sent: number;
  /** The number of what is to be sent next, again perhaps. It is in `#chunks[#cursor]`, which begins at `#cursorSeq`. */
  #next: number;
  #cursor = 0;
  #cursorSeq: number;
  #chunks: Uint8Array[] = NONE;
  #head = 0;
  /** The number behind the last byte's: the FIN's. */
  #end: number;
  #window = 65_536;
  /** SND.WL1 and SND.WL2: the numbers of the segment that said so. */
  #windowSeq = -1;
  #windowAck = -1;
  #fin = false;

  /** @param first the number of the first byte. */
  constructor(first = 0) {
    this.#unacknowledged = first;
    this.#sent = first;
    this.#next = first;
    this.#cursorSeq = first;
    this.#end = first;
  }

  get unacknowledged(): number {
    return this.#unacknowledged;
  }

  /** The number of what has never been sent. */
  get sent(): number {
    return this.#sent;
  }

  /** How much was sent, FIN included, and is not acknowledged. */
  get underWay(): number {
    return this.#sent - this.#unacknowledged;
  }

  /** What the peer has room for, by what it said last. */
  get window(): number {
    return this.#window;
  }

  /** The program's next write would wait. */
  get full(): boolean {
    return this.#end - this.#unacknowledged > SEND_BUFFER;
  }

  /** The end was written. */
  get ended(): boolean {
    return this.#fin;
  }

  /** How many bytes were written and are not acknowledged. */
  get unsettled(): number {
    return Math.max(this.#end - this.#unacknowledged, 0);
  }

  /** Everything, the FIN included, has been acknowledged. */
  get finished(): boolean {
    return this.#fin && this.#unacknowledged === this.#end + 1;
  }

  /** All bytes have been acknowledged; only the FIN is not. */
  get onlyFinLeft(): boolean {
    return this.#fin && this.#unacknowledged === this.#end;
  }

  /** Something was sent and is not acknowledged, or waits for the window to open. */
  get waiting(): boolean {
    return this.#unacknowledged < this.#end + (this.#fin ? 1 : 0);
  }

  push(data: Uint8Array): void {
    if (this.#fin || data.length === 0) return;
    if (this.#chunks === NONE) this.#chunks = [data];
    else this.#chunks.push(data);
    this.#end += data.length;
  }

  pushFin(): void {
    this.#fin = true;
  }

  /** Nothing was heard: send from the first byte that is not acknowledged again. */
  goBack(): void {
    this.#next = this.#unacknowledged;
    this.#cursor = this.#head;
    this.#cursorSeq = this.#unacknowledged;
  }

  /** The peer has all before `ack`. Gives how many of them are news; 0 also for what was never sent. */
  acknowledged(ack: number): number {
    const news = ack - this.#unacknowledged;
    if (news <= 0 || ack > this.#sent) return 0;
    this.#drop(Math.min(ack, this.#end) - this.#unacknowledged);
    this.#unacknowledged = ack;
    if (this.#next <= ack) {
      this.#next = ack;
      this.#cursor = this.#head;
    }
    if (this.#cursor === this.#head) this.#cursorSeq = ack;
    return news;
  }

  /** A segment `seq`, which acknowledges all before `ack`, says that there is room for `window` bytes more. */
  offered(seq: number, ack: number, window: number): void {
    // RFC 9293, 3.10.7.4: "prevents using old segments to update the window".
    if (seq < this.#windowSeq || (seq === this.#windowSeq && ack < this.#windowAck)) return;
    this.#windowSeq = seq;
    this.#windowAck = ack;
    this.#window = window;
  }

  /** The next segment of at most `most` bytes that may be sent while `allowed` bytes may be under way, if any. */
  take(allowed: number, most: number): Segment | null {
    const seq = this.#next;
    if (seq > this.#end) return null;
    const room = this.#unacknowledged + Math.min(this.#window, allowed) - seq;
    const chunk = this.#chunks[this.#cursor];
    const from = seq - this.#cursorSeq;
    const wanted = chunk === undefined ? 0 : Math.min(most, chunk.length - from);
    // A part of a segment goes out only where there is no acknowledgement to wait for (RFC 9293, 3.8.6.2.1).
    const length = wanted <= room ? wanted : seq === this.#unacknowledged ? Math.max(room, 0) : 0;
    const fin = this.#fin && seq + length === this.#end;
    if (length === 0 && !fin) return null;
    const data = length === 0 ? NO_BYTES : part(chunk!, from, length);
    if (chunk !== undefined && from + length === chunk.length) {
      this.#cursor += 1;
      this.#cursorSeq += chunk.length;
    }
    this.#next = seq + length + (fin ? 1 : 0);
    if (this.#next > this.#sent) this.#sent = this.#next;
    return new Segment(seq, data, fin);
  }

  /** The first segment that is not acknowledged, to be sent again out of turn. */
  first(most: number): Segment | null {
    if (this.underWay === 0) return null;
    const seq = this.#unacknowledged;
    const chunk = this.#chunks[this.#head];
    const length = Math.min(most, this.#sent - seq, chunk?.length ?? 0);
    const data = length === 0 ? NO_BYTES : part(chunk!, 0, length);
    const fin = this.#fin && this.#sent > this.#end && seq + data.length === this.#end;
    return new Segment(seq, data, fin);
  }

  #drop(count: number): void {
    let rest = count;
    while (rest > 0) {
      const first = this.#chunks[this.#head]!;
      if (first.length > rest) {
        this.#chunks[this.#head] = first.subarray(rest);
        break;
      }
      rest -= first.length;
      this.#chunks[this.#head] = NO_BYTES;
      this.#head += 1;
    }
    if (this.#head < this.#chunks.length && this.#head < 64) return;
    // The cursor may be behind what is dropped; it is put right by who calls.
    if (this.#head === this.#chunks.length) this.#chunks = NONE;
    else this.#chunks.splice(0, this.#head);
    this.#cursor = Math.max(this.#cursor - this.#head, 0);
    this.#head = 0;
  }
}

/** A copy, or the chunk where that is all of it: chunks are ours, and what a receiver has taken is not sent again. */
function part(chunk: Uint8Array, from: number, length: number): Uint8Array {
  return length === chunk.length ? chunk : chunk.slice(from, from + length);
}
