/**
 * Two sockets that are joined: what is written to the one waits until it is carried to the other.
 *
 * Rules: nothing moves by itself, and a program is never told anything from inside a call of its own (rule 1 of
 * the port). What waits is bounded, as the buffers of a host are: a writer that is told to wait is told when it
 * need not any more.
 */
import {
  PlatformError,
  type Socket,
  type SocketSink,
  type StreamAddress,
} from "../../platform/index.ts";
import type { PumpPolicy } from "./pump-policy.ts";

/** An end that holds more bytes than this takes no more. */
const ROOM = 65_536;

/** What waited to be carried from one end when a round began. */
export interface Waiting {
  readonly pieces: number;
  readonly fin: boolean;
  readonly reset: boolean;
}

export class WireEnd<A extends StreamAddress = StreamAddress> implements Socket<A> {
  readonly local: A;
  readonly peer: A;
  readonly #soon: (run: () => void) => void;
  #other: WireEnd | null = null;
  #sink: SocketSink | null = null;
  #reading = true;
  /** The program has closed it, or was told of the end. */
  #over = false;
  /** Written here, and not carried yet. */
  #out: Uint8Array[] = [];
  #outBytes = 0;
  #full = false;
  #fin: "open" | "waiting" | "carried" = "open";
  #reset = false;
  /** Carried here, and not read yet: only what a policy still had in hands when reading was paused. */
  #unread: Uint8Array[] = [];

  constructor(local: A, peer: A, soon: (run: () => void) => void) {
    this.local = local;
    this.peer = peer;
    this.#soon = soon;
  }

  /** Both ends of a wire. */
  static pair<A extends StreamAddress>(
    a: A,
    b: A,
    soon: (run: () => void) => void,
  ): [WireEnd<A>, WireEnd<A>] {
    const ends: [WireEnd<A>, WireEnd<A>] = [new WireEnd(a, b, soon), new WireEnd(b, a, soon)];
    ends[0].#other = ends[1];
    ends[1].#other = ends[0];
    return ends;
  }

  // What the transport calls.

  start(sink: SocketSink): void {
    this.#sink = sink;
  }

  write(data: Uint8Array): boolean {
    if (this.#over || this.#fin !== "open") return true;
    this.#out.push(data.slice());
    this.#outBytes += data.length;
    this.#full = this.#outBytes > ROOM;
    return !this.#full;
  }

  pauseReading(): void {
    this.#reading = false;
  }

  resumeReading(): void {
    this.#reading = true;
    if (this.#unread.length > 0) this.#soon(() => this.#deliver());
  }

  shutdown(): void {
    if (this.#fin === "open") this.#fin = "waiting";
  }

  close(): void {
    if (this.#over) return;
    // RFC 2525 section 2.17: closing with data unread is a reset, or the peer would think it was read.
    if (this.#unread.length > 0) {
      this.abort();
      return;
    }
    this.shutdown();
    this.#closedByUs();
  }

  abort(): void {
    this.#forget();
    this.#fin = "carried";
    this.#reset = true;
    if (!this.#over) this.#closedByUs();
  }

  setNoDelay(): void {}

  setKeepAlive(): void {}

  // What the pump calls.

  get waiting(): Waiting {
    return { pieces: this.#out.length, fin: this.#fin === "waiting", reset: this.#reset };
  }

  /** What a round would carry first. */
  get pieces(): readonly Uint8Array[] {
    return this.#out;
  }

  /** Carry to the other end what waited when the round began. Was there anything that could be? */
  carry(waiting: Waiting, policy: PumpPolicy): boolean {
    const other = this.#other!;
    if (this.#reset) {
      if (!waiting.reset) return false;
      this.#reset = false;
      other.#end(new PlatformError("ECONNRESET", "connection reset by the peer"));
      return true;
    }
    if (other.#over) return this.#carryToNobody(waiting);
    const before = this.#out.length;
    this.#carryPieces(waiting.pieces, other, policy);
    let moved = this.#out.length < before;
    if (this.#carryFin(waiting, other)) moved = true;
    return moved;
  }

  #carryPieces(limit: number, other: WireEnd, policy: PumpPolicy): void {
    let left = limit;
    const available = (): number =>
      other.#reads && !this.#reset ? Math.min(left, this.#out.length) : 0;
    if (available() === 0) return;
    policy(
      {
        get length() {
          return available();
        },
        get: () => {
          if (available() === 0) throw new RangeError("there is nothing to be taken");
          left -= 1;
          const piece = this.#out.shift()!;
          this.#outBytes -= piece.length;
          return piece;
        },
      },
      { dataReceived: (data) => other.#receive(data) },
    );
    if (!this.#full || this.#outBytes > ROOM) return;
    this.#full = false;
    this.#sink?.drained();
  }

  #carryFin({ fin }: Waiting, other: WireEnd): boolean {
    if (!fin || this.#fin !== "waiting" || this.#out.length > 0 || !other.#reads) return false;
    this.#fin = "carried";
    other.#sink?.ended();
    if (other.#fin === "carried") for (const end of [this, other]) end.#end();
    return true;
  }

  /** Who sends to an end that was closed is told by a reset. */
  #carryToNobody({ pieces, fin }: Waiting): boolean {
    if (pieces === 0 && !fin) return false;
    this.#forget();
    this.#fin = "carried";
    if (pieces > 0) this.#end(new PlatformError("ECONNRESET", "connection reset by the peer"));
    else if (this.#other!.#fin === "carried") this.#end();
    return true;
  }

  get #reads(): boolean {
    return this.#reading && !this.#over && this.#sink !== null && this.#unread.length === 0;
  }

  #receive(data: Uint8Array): void {
    if (this.#over || data.length === 0) return;
    if (this.#reads) this.#sink!.data(data);
    else this.#unread.push(data);
  }

  #deliver(): void {
    while (this.#reading && !this.#over) {
      const data = this.#unread.shift();
      if (data === undefined) return;
      this.#sink?.data(data);
    }
  }

  #forget(): void {
    this.#out = [];
    this.#outBytes = 0;
    this.#full = false;
  }

  #closedByUs(): void {
    this.#over = true;
    this.#unread = [];
    const sink = this.#sink;
    this.#sink = null;
    this.#soon(() => sink?.closed());
  }

  #end(error?: PlatformError): void {
    if (this.#over) return;
    this.#over = true;
    this.#forget();
    const sink = this.#sink;
    this.#sink = null;
    sink?.closed(error);
  }
}
