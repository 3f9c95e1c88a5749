/** A connected `net.Socket` as the port wants it. */
import type * as net from "node:net";
import { type PlatformError, platformError } from "../errors.ts";
import type { Socket, SocketSink, StreamAddress } from "../port.ts";
import type { Reads } from "./shared-reads.ts";

const NOTHING = new Uint8Array(0);

/** Both ends, as they were when the socket was connected: a closed socket no longer knows (X20). */
export interface Addresses<A extends StreamAddress> {
  readonly local: A;
  readonly peer: A;
}

export class NodeSocket<A extends StreamAddress = StreamAddress> implements Socket<A> {
  readonly local: A;
  readonly peer: A;
  readonly #raw: net.Socket;
  readonly #reads: Reads | null;
  #sink: SocketSink | null = null;
  #draining = false;

  /** @param reads where `raw` reads into the shared buffer; else it says 'data'. */
  constructor(raw: net.Socket, { local, peer }: Addresses<A>, reads: Reads | null = null) {
    this.#raw = raw;
    this.#reads = reads;
    this.local = local;
    this.peer = peer;
    // Until `start` there is nobody to tell; 'close' comes after 'error' and tells it all.
    raw.on("error", () => {});
  }

  start(sink: SocketSink): void {
    const raw = this.#raw;
    this.#sink = sink;
    let error: PlatformError | undefined;
    raw.on("error", (thrown) => {
      error ??= platformError(thrown);
    });
    if (this.#reads !== null) this.#reads.sink = (bytes) => sink.data(bytes);
    // A plain Uint8Array, as on every platform: what only a Buffer can do would fail elsewhere.
    else
      raw.on("data", ({ buffer, byteOffset, length }) =>
        sink.data(new Uint8Array(buffer, byteOffset, length)),
      );
    raw.on("end", () => sink.ended());
    raw.on("close", () => sink.closed(error));
    raw.resume();
  }

  write(data: Uint8Array): boolean {
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
