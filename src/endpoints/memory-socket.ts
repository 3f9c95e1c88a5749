/**
 * One of two ends that are joined in memory, as a socket of the port; each may belong to another reactor.
 *
 * Rules: what an end is told it is told by its own reactor, later, and never from inside of a call at either end. What
 * waits is bounded: a writer is to wait from 64 KiB that were not read on. As of TCP, who closes with something unread, or writes
 * to an end that is closed, has reset the connection.
 */
import { ByteQueue } from "../bytes/index.ts";
import {
  PlatformError,
  type Socket,
  type SocketSink,
  type StreamAddress,
} from "../platform/index.ts";

const ROOM = 65_536;

/** Calls later, when nobody else is being called, in the order in which it was asked. */
export type Later = (run: () => void) => void;

export interface MemoryEnd<A extends StreamAddress> {
  readonly address: A;
  readonly later: Later;
}

export class MemorySocket<A extends StreamAddress = StreamAddress> implements Socket<A> {
  readonly local: A;
  readonly peer: A;
  readonly #end: MemoryEnd<A>;
  #other!: MemorySocket<A>;
  #sink: SocketSink | null = null;
  /** It will be looked after later. */
  #scheduled = false;
  #reading = true;
  /** What was written at the other end and is not read here. */
  readonly #unread = new ByteQueue();
  /** We were told to wait. */
  #waits = false;
  #roomAgain = false;
  /** We send no more; the other does not; and our sink knows. */
  #shut = false;
  #peerShut = false;
  #toldEnd = false;
  /** `closing`: the sink is to be told. */
  #state: "open" | "closing" | "closed" = "open";
  #error: PlatformError | undefined;

  private constructor(end: MemoryEnd<A>, peer: A) {
    this.local = end.address;
    this.peer = peer;
    this.#end = end;
  }

  static pair<A extends StreamAddress>(
    a: MemoryEnd<A>,
    b: MemoryEnd<A>,
  ): [MemorySocket<A>, MemorySocket<A>] {
    const ends: [MemorySocket<A>, MemorySocket<A>] = [
      new MemorySocket(a, b.address),
      new MemorySocket(b, a.address),
    ];
    ends[0].#other = ends[1];
    ends[1].#other = ends[0];
    return ends;
  }

  // What the reactor calls.

  start(sink: SocketSink): void {
    this.#sink = sink;
    this.#schedule();
  }

  write(data: Uint8Array): boolean {
    if (this.#state !== "open" || this.#shut) return true;
    const other = this.#other;
    if (other.#state !== "open") {
      this.#break(reset());
      return true;
    }
    other.#unread.append(data.slice());
    other.#schedule();
    this.#waits = other.#unread.length >= ROOM;
    return !this.#waits;
  }

  pauseReading(): void {
    this.#reading = false;
  }

  resumeReading(): void {
    this.#reading = true;
    this.#schedule();
  }

  shutdown(): void {
    if (this.#shut) return;
    this.#shut = true;
    this.#other.#peerShut = true;
    this.#other.#schedule();
    this.#closeIfDone();
  }

  close(): void {
    if (this.#state !== "open") return;
    // RFC 2525 section 2.17: the peer would think that it was read.
    const lost = this.#unread.length > 0;
    if (!lost) this.shutdown();
    this.#close(lost);
  }

  abort(): void {
    if (this.#state === "open") this.#close(true);
  }

  #close(withReset: boolean): void {
    if (this.#state !== "open") return;
    this.#state = "closing";
    this.#unread.takeAll();
    this.#schedule();
    if (withReset) this.#other.#break(reset());
  }

  #break(error: PlatformError): void {
    if (this.#state !== "open") return;
    this.#error = error;
    this.#close(false);
  }

  // What happens later.

  #schedule(): void {
    if (this.#scheduled || this.#state === "closed") return;
    this.#scheduled = true;
    this.#end.later(this.#tell);
  }

  readonly #tell = (): void => {
    this.#scheduled = false;
    const sink = this.#sink;
    if (this.#state === "open" && sink !== null) this.#tellOpen(sink);
    if (this.#state !== "closing" || this.#scheduled) return;
    this.#state = "closed";
    this.#sink?.closed(this.#error);
  };

  #tellOpen(sink: SocketSink): void {
    if (this.#roomAgain) {
      this.#roomAgain = false;
      sink.drained();
    }
    if (this.#mayRead && this.#unread.length > 0) {
      const data = this.#unread.takeAll();
      this.#makeRoom();
      // Not `sink`: it may have gone over to TLS.
      this.#sink!.data(data);
    }
    if (!this.#mayRead || this.#unread.length > 0 || !this.#peerShut || this.#toldEnd) return;
    this.#toldEnd = true;
    this.#sink!.ended();
    this.#closeIfDone();
  }

  get #mayRead(): boolean {
    return this.#reading && this.#state === "open";
  }

  #makeRoom(): void {
    const other = this.#other;
    if (!other.#waits) return;
    other.#waits = false;
    other.#roomAgain = true;
    other.#schedule();
  }

  /** Both directions have ended. */
  #closeIfDone(): void {
    if (this.#shut && this.#toldEnd) this.#close(false);
  }
}

function reset(): PlatformError {
  return new PlatformError("ECONNRESET", "connection reset by the peer");
}
