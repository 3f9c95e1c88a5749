/** Where the bytes of a transfer come from: a file, a stream, a generator, anything that can be read piece by piece. */
import type { Awaitable } from "../deferred/index.ts";

/** As an open file of Node's, a `FileHandle`, which reads from where it stands and is left open. */
export interface FileLike {
  createReadStream(options: {
    readonly autoClose: false;
    readonly highWaterMark: number;
  }): AsyncIterable<Uint8Array>;
}

/** Read by size; nothing, or no bytes, is the end. */
export interface SizedReads {
  read(size: number): Awaitable<Uint8Array | null>;
}

/** Iterables and streams give pieces of whatever size they like; empty ones are passed over. */
export type ByteSource =
  | AsyncIterable<Uint8Array>
  | Iterable<Uint8Array>
  | ReadableStream<Uint8Array>
  | FileLike
  | SizedReads;

/** One piece after another. */
export interface SourceReader {
  /** Called again only when the last piece has come; `null` is the end. What it throws ends the transfer. */
  next(): Awaitable<Uint8Array | null>;
  /** No more is wanted. */
  close(): void;
}

export function readerOf(source: ByteSource, size: number): SourceReader {
  if (Symbol.iterator in source) return new Pieces(source[Symbol.iterator]());
  // Not every runtime's web streams can be iterated over.
  if ("getReader" in source) return new StreamReads(source.getReader());
  if (Symbol.asyncIterator in source) return new Pieces(source[Symbol.asyncIterator]());
  if ("createReadStream" in source)
    return readerOf(source.createReadStream({ autoClose: false, highWaterMark: size }), size);
  return {
    next: () => {
      const piece = source.read(size);
      return piece instanceof Uint8Array ? orEnd(piece) : piece && toEnd(piece);
    },
    close: () => {},
  };
}

function orEnd(piece: Uint8Array | null): Uint8Array | null {
  return piece === null || piece.length === 0 ? null : piece;
}

async function toEnd(piece: PromiseLike<Uint8Array | null>): Promise<Uint8Array | null> {
  return orEnd(await piece);
}

type Steps = Iterator<Uint8Array> | AsyncIterator<Uint8Array>;

class Pieces implements SourceReader {
  readonly #steps: Steps;
  constructor(steps: Steps) {
    this.#steps = steps;
  }
  next(): Awaitable<Uint8Array | null> {
    const step = this.#steps.next();
    return "then" in step ? step.then(pieceOf) : pieceOf(step);
  }
  close(): void {
    ignoring(() => this.#steps.return?.());
  }
}

function pieceOf({ done, value }: IteratorResult<Uint8Array>): Uint8Array | null {
  return done ? null : value;
}

class StreamReads implements SourceReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  constructor(reader: ReadableStreamDefaultReader<Uint8Array>) {
    this.#reader = reader;
  }
  async next(): Promise<Uint8Array | null> {
    const { done, value } = await this.#reader.read();
    return done ? null : value;
  }
  close(): void {
    ignoring(() => this.#reader.cancel());
  }
}

/** The transfer is over, with a reason of its own: what goes wrong in clearing up is not another. */
function ignoring(clearUp: () => unknown): void {
  try {
    Promise.resolve(clearUp()).catch(() => {});
  } catch {}
}
