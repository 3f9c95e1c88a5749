/** Writing to the handle of a socket, past the stream that `net.Socket` is. */
import type * as net from "node:net";
import { constants } from "node:os";
import { getSystemErrorName } from "node:util";
import { handleOf, type NodeHandles, type WriteRequest } from "./node-handles.ts";

const NOTHING = new Uint8Array(0);
const RESET = -constants.errno.ECONNRESET;

/** A request that ended at once is used again. */
let spare: WriteRequest | null = null;

interface OwnedRequest extends WriteRequest {
  writes: HandleWrites | null;
}

/** Whose writes they are. */
export interface WritesOwner {
  /** The host has taken everything, after a write that answered `false`. */
  hostDrained(): void;
}

export class HandleWrites {
  readonly #raw: net.Socket;
  readonly #WriteWrap: NodeHandles["WriteWrap"];
  readonly #owner: WritesOwner;
  #waiting = 0;

  constructor(raw: net.Socket, { WriteWrap }: NodeHandles, owner: WritesOwner) {
    this.#raw = raw;
    this.#WriteWrap = WriteWrap;
    this.#owner = owner;
  }

  /** As `write` of the port's `Socket`. */
  write(data: Uint8Array): boolean {
    const handle = handleOf(this.#raw);
    // Closed; whoever must know is told by 'close'.
    if (handle === null) return true;
    const request = spare ?? newRequest(this.#WriteWrap);
    spare = null;
    const status = handle.writeBuffer(request, data);
    if (status === 0 && handle.writeQueueSize === 0) {
      // The host may have taken it all, and still have the request.
      if (request.getAsyncId() < 0) spare = request;
      return true;
    }
    if (status !== 0) {
      this.#fail(status);
      return true;
    }
    (request as OwnedRequest).writes = this;
    request.buffer = data;
    this.#waiting += 1;
    return false;
  }

  /**
   * The peer is said to have ended: was that a reset, and is the socket failed for it? Where a reset comes right behind
   * data, libuv reads the data and says that it was the end (`uv__stream_io`); a write of nothing tells the truth.
   */
  endedByReset(): boolean {
    const handle = handleOf(this.#raw);
    if (handle === null || this.#waiting > 0 || this.#raw.writableEnded) return false;
    const status = handle.writeBuffer(newRequest(this.#WriteWrap), NOTHING);
    // An EPIPE is of a reset that came after the end.
    if (status !== RESET) return false;
    this.#fail(status);
    return true;
  }

  /** Of one request; what was closed meanwhile is cancelled, and nobody is told. */
  ended(status: number): void {
    this.#waiting -= 1;
    if (status !== 0) this.#fail(status);
    else if (this.#waiting === 0) this.#owner.hostDrained();
  }

  #fail(status: number): void {
    if (this.#raw.destroyed) return;
    const code = getSystemErrorName(status);
    this.#raw.destroy(Object.assign(new Error(`write ${code}`), { code, syscall: "write" }));
  }
}

function newRequest(WriteWrap: NodeHandles["WriteWrap"]): WriteRequest {
  const request = new WriteWrap();
  request.oncomplete = completed;
  return request;
}

function completed(this: WriteRequest, status: number): void {
  const { writes } = this as OwnedRequest;
  this.buffer = null;
  (this as OwnedRequest).writes = null;
  writes?.ended(status);
}
