/** Writing to a stream of Node's, as `HandleWrites` does to a handle. */
import type { Writable } from "node:stream";
import type { WritesOwner } from "./handle-writes.ts";

const NOTHING = new Uint8Array(0);

export class StreamWrites {
  readonly #stream: Writable;
  readonly #owner: WritesOwner;
  #draining = false;

  constructor(stream: Writable, owner: WritesOwner) {
    this.#stream = stream;
    this.#owner = owner;
  }

  /** A stream does not say. */
  endedByReset(): boolean {
    return false;
  }

  /** As `write` of the port's `Socket`. */
  write(data: Uint8Array): boolean {
    const stream = this.#stream;
    stream.write(data);
    if (stream.writableLength === 0) return true;
    // 'drain' does not come for every write that was not taken at once; the callback does.
    if (!this.#draining) {
      this.#draining = true;
      stream.write(NOTHING, (error) => {
        this.#draining = false;
        if (error == null) this.#owner.hostDrained();
      });
    }
    return false;
  }
}
