/**
 * What there is below the streams of `node:net`: an accelerator that is no public API.
 *
 * It is looked for once, when it is first needed, by doing with it what we do with it; where anything is not
 * as we know it, there is none, and public API is used. `process.binding` is not: it is deprecated, and
 * refused to programs with permissions.
 */
import * as net from "node:net";
import { Duplex } from "node:stream";
import * as tls from "node:tls";

/**
 * The request of one write. It may have ended at once, or not; that the handle's `writeQueueSize` is 0 does not tell:
 * what was written in two goes, the second one at once, is ended later all the same.
 */
export interface WriteRequest {
  oncomplete: ((this: WriteRequest, status: number) => void) | null;
  /** Keeps the bytes while the host reads them. */
  buffer: Uint8Array | null;
  /** Positive while the host has the request, and it cannot be used again. */
  getAsyncId(): number;
}

/** Bytes can be written to it. */
export interface StreamHandle {
  /** 0, or a negative error of the host's. */
  writeBuffer(request: WriteRequest, data: Uint8Array): number;
  /** Bytes that the host has not taken; a stream of JavaScript's has no such queue. */
  readonly writeQueueSize?: number;
  useUserBuffer(buffer: Uint8Array): void;
  /** Of the host's; a stream of JavaScript's has none. */
  readonly fd?: number;
}

/** A stream handle whose other side is JavaScript. */
export interface JSStream extends StreamHandle {
  onreadstart: () => number;
  onreadstop: () => number;
  onwrite: (request: WriteRequest, chunks: Uint8Array[]) => number;
  onshutdown: (request: object) => number;
  isClosing: () => boolean;
  close: (done?: () => void) => void;
  readBuffer(bytes: Uint8Array): void;
  emitEOF(): void;
  finishWrite(request: WriteRequest, status: number): void;
  finishShutdown(request: object, status: number): void;
}

export interface NodeHandles {
  readonly JSStream: new () => JSStream;
  readonly WriteWrap: new () => WriteRequest;
  /** Let `socket` read into `buffer`, whose `read` bytes are there until `told` returns, `true` to go on. */
  readInto(socket: net.Socket, buffer: Uint8Array, told: (read: number) => true): void;
}

let found: NodeHandles | null | undefined;

/** `null` where this runtime does not have them. */
export function nodeHandles(): NodeHandles | null {
  if (found === undefined) {
    try {
      found = find();
    } catch {
      found = null;
    }
  }
  return found;
}

export function handleOf(socket: net.Socket): StreamHandle | null {
  return (socket as unknown as { _handle: StreamHandle | null })._handle;
}

function find(): NodeHandles | null {
  const probe = new tls.TLSSocket(new Duplex({ read() {}, write: (_b, _e, done) => done() }));
  probe.on("error", () => {});
  const between = (handleOf(probe) as unknown as { _parent: JSStream })._parent;
  const JSStream = between.constructor as NodeHandles["JSStream"];
  probe.destroy();
  const WriteWrap = writeWrapOf(JSStream);
  const readInto = readIntoOf();
  return WriteWrap && readInto && { JSStream, WriteWrap, readInto };
}

/** Write through a stream of Node's to see what it makes, then make one ourselves and see that it works. */
function writeWrapOf(JSStream: NodeHandles["JSStream"]): NodeHandles["WriteWrap"] | null {
  const handle = new JSStream();
  const seen: WriteRequest[] = [];
  let bytes = 0;
  Object.assign(handle, {
    onreadstart: () => 0,
    onreadstop: () => 0,
    isClosing: () => false,
    close: (done?: () => void) => done?.(),
    onwrite(request: WriteRequest, chunks: Uint8Array[]) {
      seen.push(request);
      for (const chunk of chunks) bytes += chunk.length;
      return 0;
    },
  });
  const socket = new net.Socket({ handle, manualStart: true } as object);
  socket.on("error", () => {});
  socket.write(new Uint8Array(3));
  const WriteWrap = seen[0]?.constructor as NodeHandles["WriteWrap"] | undefined;
  if (WriteWrap?.name !== "WriteWrap") return null;
  const own = new WriteWrap();
  let completed = 0;
  own.oncomplete = () => {
    completed += 1;
  };
  const fresh = own.getAsyncId();
  const status = handle.writeBuffer(own, new Uint8Array(4));
  const pending = own.getAsyncId();
  for (const request of seen) handle.finishWrite(request, 0);
  socket.destroy();
  const known = status === 0 && seen[1] === own && bytes === 7 && completed === 1;
  return known && fresh < 0 && pending > 0 ? WriteWrap : null;
}

/** What the option `onread` sets on a socket that is new, to be set on one that is there. */
function readIntoOf(): NodeHandles["readInto"] | null {
  const buffer = new Uint8Array(1);
  const callback = (): boolean => true;
  const model = new net.Socket({ onread: { buffer, callback } } as object);
  const bySymbol = model as unknown as Record<symbol, unknown>;
  const symbols = Object.getOwnPropertySymbols(model);
  const holding = (value: unknown) => symbols.find((symbol) => bySymbol[symbol] === value);
  const [bufferAt, callbackAt] = [holding(buffer), holding(callback)];
  model.destroy();
  if (bufferAt === undefined || callbackAt === undefined) return null;
  return (socket, into, told) => {
    const at = socket as unknown as Record<symbol, unknown>;
    at[bufferAt] = into;
    at[callbackAt] = told;
    handleOf(socket)!.useUserBuffer(into);
  };
}
