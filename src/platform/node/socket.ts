/** A connected `net.Socket` as the port wants it. */
import type * as net from "node:net";
import { type PlatformError, platformError } from "../errors.ts";
import type { Socket, SocketSink, StreamAddress } from "../port.ts";
import { HandleWrites, type WritesOwner } from "./handle-writes.ts";
import type { NodeHandles } from "./node-handles.ts";
import type { Reads } from "./shared-reads.ts";
import { StreamWrites } from "./stream-writes.ts";

/** Both ends, as they were when the socket was connected: a closed socket no longer knows (X20). */
export interface Addresses<A extends StreamAddress> {
  readonly local: A;
  readonly peer: A;
}

/** Where there are none, `raw` says 'data', and is written to as the stream it is. */
export interface Accelerators {
  /** Where `raw` reads into the shared buffer. */
  readonly reads?: Reads | null;
  /** Where its handle is written to. */
  readonly handles?: NodeHandles | null;
}

const OWNER = Symbol("the port's socket");
type Owned = net.Socket & { [OWNER]: NodeSocket };

export class NodeSocket<A extends StreamAddress = StreamAddress> implements Socket<A>, WritesOwner {
  readonly local: A;
  readonly peer: A;
  readonly #raw: net.Socket;
  readonly #reads: Reads | null;
  readonly #writes: HandleWrites | StreamWrites;
  #sink: SocketSink | null = null;
  #error: PlatformError | undefined;

  constructor(
    raw: net.Socket,
    { local, peer }: Addresses<A>,
    { reads = null, handles = null }: Accelerators = {},
  ) {
    this.#raw = raw;
    this.#reads = reads;
    this.#writes = handles ? new HandleWrites(raw, handles, this) : new StreamWrites(raw, this);
    this.local = local;
    this.peer = peer;
    (raw as Owned)[OWNER] = this as unknown as NodeSocket;
    raw.on("error", NodeSocket.#failed);
  }

  start(sink: SocketSink): void {
    const first = this.#sink === null;
    this.#sink = sink;
    if (this.#reads !== null) this.#reads.sink = sink;
    if (first) this.#listen(this.#raw);
  }

  #listen(raw: net.Socket): void {
    // A plain Uint8Array, as on every platform: what only a Buffer can do would fail elsewhere.
    if (this.#reads === null)
      raw.on("data", ({ buffer, byteOffset, length }) =>
        this.#sink!.data(new Uint8Array(buffer, byteOffset, length)),
      );
    raw.on("end", NodeSocket.#ended);
    raw.on("close", NodeSocket.#closed);
    // What reads into the shared buffer reads already.
    if (this.#reads === null) raw.resume();
  }

  // What the host's socket calls, one function for all: of 10,000 connections closures would be a megabyte.

  static #failed(this: net.Socket, thrown: Error): void {
    // 'close' comes after it, and tells it.
    (this as Owned)[OWNER].#error ??= platformError(thrown);
  }

  static #ended(this: net.Socket): void {
    const owner = (this as Owned)[OWNER];
    if ("host" in owner.local && owner.#writes.endedByReset()) return;
    owner.#sink!.ended();
  }

  static #closed(this: net.Socket): void {
    const owner = (this as Owned)[OWNER];
    owner.#sink!.closed(owner.#error);
  }

  hostDrained(): void {
    this.#sink?.drained();
  }

  write(data: Uint8Array): boolean {
    return this.#writes.write(data);
  }

  pauseReading(): void {
    this.#raw.pause();
    // A stream that was resumed in this turn begins to read in the next tick, whatever came in between.
    process.nextTick(NodeSocket.#staysPaused, this.#raw);
  }

  static #staysPaused(raw: net.Socket): void {
    if (raw.isPaused()) raw.pause();
  }

  resumeReading(): void {
    this.#raw.resume();
  }

  shutdown(): void {
    this.#raw.end();
  }

  close(): void {
    this.#raw.destroySoon();
  }

  abort(): void {
    const raw = this.#raw;
    // Only TCP has resets. While our FIN is on its way libuv refuses one (EINVAL), and 'close' would never come.
    if (!("host" in this.local) || (raw.writableEnded && !raw.writableFinished)) raw.destroy();
    else raw.resetAndDestroy();
  }

  setNoDelay(enabled: boolean): void {
    this.#raw.setNoDelay(enabled);
  }

  setKeepAlive(enabled: boolean): void {
    this.#raw.setKeepAlive(enabled);
  }
}
