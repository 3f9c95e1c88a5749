/**
 * The sending half of a simulated TCP connection: what was written and is not yet acknowledged.
 *
 * RFC 9293 in small: sequence numbers, the peer's window, and going back to the first byte that was
 * not acknowledged when nothing has been heard for too long (RFC 6298's doubling). The FIN takes one
 * number behind the last byte.
 */
import { NO_BYTES } from "./packet.ts";

/** Ethernet's. */
const SEGMENT = 1460;
/** What the host takes from the program at most before it says that it is full. */
const SEND_BUFFER = 1_048_576;
const FIRST_TIMEOUT = 0.2;
const LONGEST_TIMEOUT = 120;
/** Linux's tcp_retries2: after about 15 minutes the host gives up. */
const MOST_RETRIES = 15;
const PATIENT_RETRIES = 4;

export class SendBuffer {
  /** The first byte that is not acknowledged; `#chunks` begins with it. */
  #unacknowledged = 0;
  #next = 0;
  #chunks: Uint8Array[] = [];
  /** The number behind the last byte's: the FIN's. */
  #end = 0;
  #window = 1_048_576;
  #fin = false;
  #retries = 0;

  /** The program's next write would wait. */
  get full(): boolean {
    return this.#end - this.#unacknowledged > SEND_BUFFER;
  }

  /** Bytes that were written and are not acknowledged. */
  get queued(): number {
    return Math.max(0, this.#end - this.#unacknowledged);
  }

  /** There is a FIN to be sent, or it was. */
  get closing(): boolean {
    return this.#fin;
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
    if (this.#fin) return;
    this.#chunks.push(data);
    this.#end += data.length;
  }

  pushFin(): void {
    this.#fin = true;
  }

  /** How long to wait before what was sent last is sent again; `null`: no more, the peer is gone. */
  retryAfter(): number | null {
    if (this.#retries >= MOST_RETRIES) return null;
    return Math.min(FIRST_TIMEOUT * 2 ** this.#retries, LONGEST_TIMEOUT);
  }

  /** Nothing was heard: send from the first byte that is not acknowledged again. */
  goBack(): void {
    this.#retries += 1;
    this.#next = this.#unacknowledged;
  }

  /** The peer has all bytes before `ack`, and room for `window` more. Progress? */
  acknowledged(ack: number, window: number): boolean {
    this.#window = window;
    // A peer that answers but has no room is alive: it is asked again for as long as it takes.
    if (window === 0) this.#retries = Math.min(this.#retries, PATIENT_RETRIES);
    // A number beyond the FIN was never sent.
    if (ack <= this.#unacknowledged || ack > this.#end + 1) return false;
    this.#drop(Math.min(ack, this.#end) - this.#unacknowledged);
    this.#unacknowledged = ack;
    this.#next = Math.max(this.#next, ack);
    this.#retries = 0;
    return true;
  }

  /** The next segment that may be sent now, if any. */
  take(): { seq: number; data: Uint8Array; fin: boolean } | null {
    const seq = this.#next;
    const end = this.#end;
    const room = this.#unacknowledged + this.#window - seq;
    const data = this.#slice(seq, Math.min(seq + SEGMENT, seq + Math.max(room, 0), end));
    const fin = this.#fin && seq <= end && seq + data.length === end;
    if (data.length === 0 && !fin) return null;
    this.#next = seq + data.length + (fin ? 1 : 0);
    return { seq, data, fin };
  }

  #slice(from: number, to: number): Uint8Array {
    let at = this.#unacknowledged;
    for (const chunk of this.#chunks) {
      if (from < at + chunk.length)
        return to <= from ? NO_BYTES : chunk.slice(from - at, Math.min(to - at, chunk.length));
      at += chunk.length;
    }
    return NO_BYTES;
  }

  #drop(count: number): void {
    let rest = count;
    let whole = 0;
    while (rest > 0) {
      const first = this.#chunks[whole]!;
      if (first.length > rest) {
        this.#chunks[whole] = first.subarray(rest);
        break;
      }
      rest -= first.length;
      whole += 1;
    }
    this.#chunks.splice(0, whole);
  }
}
