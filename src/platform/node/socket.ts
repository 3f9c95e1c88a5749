/** A connected `net.Socket` as the port wants it. */
import type * as net from "node:net";
import { type PlatformError, platformError } from "../errors.ts";
import type { Socket, SocketSink, StreamAddress } from "../port.ts";
import { HandleWrites } from "./handle-writes.ts";
import type { NodeHandles } from "./node-handles.ts";
import type { Reads } from "./shared-reads.ts";

const NOTHING = new Uint8Array(0);

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

export class NodeSocket<A extends StreamAddress = StreamAddress> implements Socket<A> {
  readonly local: A;
  readonly peer: A;
  readonly #raw: net.Socket;
  readonly #reads: Reads | null;
  readonly #writes: HandleWrites | null;
  #sink: SocketSink | null = null;
  #draining = false;
  #error: PlatformError | undefined;

  constructor(
    raw: net.Socket,
    { local, peer }: Addresses<A>,
    { reads = null, handles = null }: Accelerators = {},
  ) {
    this.#raw = raw;
    this.#reads = reads;
    this.#writes = handles && new HandleWrites(raw, handles, () => this.#sink?.drained());
    this.local = local;
    this.peer = peer;
    // 'close' comes after it, and tells it.
    raw.on("error", (thrown) => {
      this.#error ??= platformError(thrown);
    });
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
    raw.on("end", () => this.#sink!.ended());
    raw.on("close", () => this.#sink!.closed(this.#error));
    raw.resume();
  }

  write(data: Uint8Array): boolean {
    if (this.#writes !== null) return this.#writes.write(data);
    const raw = this.#raw;
    raw.write(data);
    if (raw.writableLength === 0) return true;
    // 'drain' does not come for every write that was not taken at once; the callback does.
    if (!this.#draining) {
      this.#draining = true;
      raw.write(NOTHING, this.#drained);
    }
    return false;
  }

  pauseReading(): void {
    this.#raw.pause();
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

  readonly #drained = (error?: Error | null): void => {
    this.#draining = false;
    if (error == null) this.#sink?.drained();
  };
}
