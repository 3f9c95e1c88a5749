/**
 * One read buffer for all sockets, instead of 64 KiB allocated for each read.
 *
 * What is read is copied out at once, small reads side by side into a slab, so that what a protocol is
 * given is its own. `net.Socket` offers this (`onread`) for the sockets that a program makes itself; to one
 * that a server has accepted the same is done by what is no public API: where that is not what we know, or where
 * only public API is wanted, the accepted socket is used as it is.
 */
import * as net from "node:net";
import type { SocketSink } from "../port.ts";
import type { NodeHandles } from "./node-handles.ts";

/** A busy stream has much of what is on its way read at once: a call to the host for each 64 KiB costs as much again. */
const READ = 1 << 20;
const SLAB = 65_536;
/** Larger reads get memory of their own, so that keeping one does not keep a slab. */
const LARGE = 16_384;

/** What was read is here until the next read of any socket. */
export const shared: Uint8Array = new Uint8Array(READ);
let slab = unfilled(SLAB);
let used = 0;

/** Told of reads from the shared buffer; set before the first one. */
export interface Reads {
  sink: Pick<SocketSink, "data" | "borrows"> | null;
}

/** A socket that is to be connected, and reads into the shared buffer. */
export function newSocket(reads: Reads, from: { readonly fd?: number } = {}): net.Socket {
  return new net.Socket(options(reads, from));
}

function options(reads: Reads, from: object): net.SocketConstructorOpts {
  const onread: net.OnReadOpts = {
    buffer: shared,
    callback: (length) => tell(reads, length),
  };
  return {
    allowHalfOpen: true,
    ...from,
    onread,
  } as net.SocketConstructorOpts;
}

/** … and one that is there already, that a server has accepted; it must not have been read from. */
export function readShared(socket: net.Socket, reads: Reads, handles: NodeHandles): void {
  handles.readInto(socket, shared, (length) => tell(reads, length));
  // The stream is to believe, for good, that it reads: else it would begin to on a `resume` that a `pause` has followed.
  socket.read(0);
}

function tell({ sink }: Reads, length: number): true {
  sink?.data(sink.borrows ? borrowed(length) : copyOut(length));
  return true;
}

/** Views of the shared buffer, by their length. */
const views: Uint8Array[] = [];

function borrowed(length: number): Uint8Array {
  if (length >= 4096) return new Uint8Array(shared.buffer, 0, length);
  let view = views[length];
  if (view === undefined) {
    view = new Uint8Array(shared.buffer, 0, length);
    views[length] = view;
  }
  return view;
}

/** The first `length` bytes of the shared buffer, or of another one, to keep. */
export function copyOut(length: number, from: Uint8Array = shared): Uint8Array {
  if (length > LARGE) {
    const bytes = new Uint8Array(unfilled(length));
    bytes.set(new Uint8Array(from.buffer, 0, length));
    return bytes;
  }
  if (used + length > SLAB) {
    slab = unfilled(SLAB);
    used = 0;
  }
  const bytes = new Uint8Array(slab, used, length);
  used += length;
  bytes.set(new Uint8Array(from.buffer, 0, length));
  return bytes;
}

/** To be filled at once: zeros before that would take as long again. */
function unfilled(length: number): ArrayBuffer {
  return Buffer.allocUnsafeSlow(length).buffer as ArrayBuffer;
}

interface StreamHandle {
  readonly useUserBuffer?: unknown;
  readonly readStart?: unknown;
}

/**
 * What `stream` carries as a socket that reads into the shared buffer, in both directions whatever `stream` does: of a
 * pipe to a child, Node's own reads or writes. `null` where it cannot be.
 */
export function takeOver(stream: net.Socket, reads: Reads): net.Socket | null {
  const owner = stream as unknown as { _handle: StreamHandle | null };
  const handle = owner._handle;
  if (typeof handle?.useUserBuffer !== "function" || typeof handle.readStart !== "function")
    return null;
  owner._handle = null;
  return new net.Socket(options(reads, { handle }));
}
