/**
 * One end of a UNIX connection: two queues in the memory of one host, and no packets.
 *
 * As on Linux: what was written is the peer's, however we end; who ends with something unread has reset the
 * connection; and whoever writes to an end that is no more gets EPIPE. What an end is told it is told from the loop.
 */
import { PlatformError } from "../errors.ts";
import type { PathAddress, Socket, SocketSink } from "../port.ts";
import type { Ends } from "./endpoint-host.ts";
import { Fifo } from "./fifo.ts";

/** Linux's net.core.wmem_default: what waits to be read at the other end beyond it, the writer keeps. */
const CAPACITY = 212_992;

/** What an end needs of its host. */
export interface LocalStreamHost {
  /** In an event of its own, now; when the program goes on, where it stands still. */
  later(run: () => void): void;
  /** Before anything else happens. */
  soon(run: () => void): void;
  forget(end: LocalStream): void;
}

export class LocalStream implements Socket<PathAddress> {
  readonly local: PathAddress;
  readonly peer: PathAddress;
  /** When it began, on the network's clock. */
  readonly since: number;
  readonly #host: LocalStreamHost;
  #other: LocalStream | null = null;
  #sink: SocketSink | null = null;
  /** What has come and is not read. */
  readonly #in = new Fifo<Uint8Array>();
  #unread = 0;
  /** What the peer has no room for yet; the first piece may have been given in part. */
  readonly #waiting = new Fifo<Uint8Array>();
  #first: Uint8Array | undefined;
  #waitingBytes = 0;
  #blocked = false;
  #reading = true;
  #shut = false;
  #open = true;
  #toldEnd = false;
  /** The peer will send no more; it is gone; … with something of ours unread. */
  #peerShut = false;
  #peerGone = false;
  #peerReset = false;

  constructor(host: LocalStreamHost, { local, peer }: Ends<PathAddress>, since: number) {
    this.#host = host;
    this.since = since;
    this.local = local;
    this.peer = peer;
  }

  /** Both ends of a new connection to `path`. */
  static pair(
    host: LocalStreamHost,
    path: string,
    since: number,
  ): { near: LocalStream; far: LocalStream } {
    const [unnamed, named] = [{ path: "" }, { path }];
    const near = new LocalStream(host, { local: unnamed, peer: named }, since);
    const far = new LocalStream(host, { local: named, peer: unnamed }, since);
    near.#other = far;
    far.#other = near;
    return { near, far };
  }

  /** Bytes that have come and that the program has not read. */
  get unread(): number {
    return this.#unread;
  }

  /** Bytes that the program has written and the peer has no room for. */
  get unsettled(): number {
    return this.#waitingBytes;
  }

  start(sink: SocketSink): void {
    this.#sink = sink;
    this.#host.soon(() => this.#deliver());
  }

  write(data: Uint8Array): boolean {
    if (!this.#open || this.#shut) return true;
    if (this.#peerGone) {
      // What fails is known before anything more is read.
      this.#reading = false;
      this.#host.soon(() => this.#break());
      return true;
    }
    this.#waiting.push(data.slice());
    this.#waitingBytes += data.length;
    this.#handOver();
    this.#blocked = this.#waits;
    return !this.#blocked;
  }

  pauseReading(): void {
    this.#reading = false;
  }

  resumeReading(): void {
    this.#reading = true;
    this.#host.soon(() => this.#deliver());
  }

  shutdown(): void {
    this.#shut = true;
    if (!this.#waits) this.#tellPeerOfEnd();
  }

  close(): void {
    if (!this.#open) return;
    this.vanish();
    const sink = this.#sink;
    this.#sink = null;
    if (sink !== null) this.#host.soon(() => sink.closed());
  }

  /** Without resets it is nothing else. */
  abort(): void {
    this.close();
  }

  /** It is no more, and nobody is told on this side. */
  vanish(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#host.forget(this);
    const other = this.#other!;
    other.#peerShut = true;
    other.#peerGone = true;
    other.#peerReset ||= this.#unread > 0;
    this.#host.later(() => {
      other.#deliver();
      if (other.#blocked) other.#break();
    });
  }

  /** Nobody has accepted it, and nobody will. */
  refuse(): void {
    this.#unread += 1;
    this.vanish();
  }

  /** Give the peer what it has room for. */
  #handOver(): void {
    const other = this.#other!;
    let given = false;
    while (other.#unread < CAPACITY) {
      const data = this.#first ?? this.#waiting.take();
      if (data === undefined) break;
      const piece = data.subarray(0, CAPACITY - other.#unread);
      this.#first = piece.length < data.length ? data.subarray(piece.length) : undefined;
      other.#in.push(piece);
      other.#unread += piece.length;
      this.#waitingBytes -= piece.length;
      given = true;
    }
    if (given) this.#host.later(() => other.#deliver());
  }

  get #waits(): boolean {
    return this.#first !== undefined || this.#waiting.length > 0;
  }

  #tellPeerOfEnd(): void {
    const other = this.#other!;
    if (other.#peerShut) return;
    other.#peerShut = true;
    this.#host.later(() => other.#deliver());
    this.#finishIfDone();
  }

  #deliver(): void {
    while (this.#reading && this.#open && this.#sink !== null) {
      const data = this.#in.take();
      if (data === undefined) break;
      this.#unread -= data.length;
      this.#sink.data(data);
      if (this.#unread < CAPACITY) this.#other!.#roomAgain();
    }
    if (!this.#reading || !this.#open || this.#sink === null || this.#unread > 0) return;
    if (this.#peerReset) {
      this.#fail("ECONNRESET", "connection reset by the peer");
    } else if (this.#peerShut && !this.#toldEnd) {
      this.#toldEnd = true;
      this.#sink.ended();
      this.#finishIfDone();
    }
  }

  /** The peer has read something. */
  #roomAgain(): void {
    if (!this.#blocked || !this.#open) return;
    this.#handOver();
    if (this.#waits) return;
    this.#blocked = false;
    if (this.#shut) this.#tellPeerOfEnd();
    this.#host.later(() => {
      if (this.#open) this.#sink?.drained();
    });
  }

  /** Both directions have ended. */
  #finishIfDone(): void {
    if (!this.#open || !this.#toldEnd || !this.#shut || this.#waits) return;
    this.close();
  }

  /** What was written nobody will read. */
  #break(): void {
    if (this.#open) this.#fail("EPIPE", "the peer has closed");
  }

  #fail(code: string, message: string): void {
    const sink = this.#sink;
    this.#sink = null;
    this.vanish();
    sink?.closed(new PlatformError(code, message));
  }
}
