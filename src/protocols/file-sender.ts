/** Sending what can be read piece by piece, as fast as the other side takes it (twisted.protocols.basic.FileSender). */
import { implementer } from "../components/index.ts";
import { type Awaitable, Deferred, withSignal } from "../deferred/index.ts";
import { type Cancellable, type IConsumer, IPullProducer } from "../net/index.ts";
import { type ByteSource, readerOf, type SourceReader } from "./byte-source.ts";
import { TransferStopped } from "./errors.ts";

const NOTHING = new Uint8Array(0);

/** What becomes of each piece on its way. */
export interface FileTransferOptions extends Cancellable {
  /** Called with each piece, of which there is no telling where it was cut; what it gives is sent instead (F9). */
  readonly transform?: (piece: Uint8Array) => Uint8Array;
}

/** Sends one file, or several, one after the other or to different consumers. */
export class FileSender {
  /** How many bytes are read at once, from what can be asked for so many. */
  CHUNK_SIZE: number = 2 ** 14;

  /**
   * Read `file` piece by piece and write each to `consumer` when that has taken the last. No more than one piece is
   * held, however large the file is.
   *
   * Fires with the last byte that was sent, empty where nothing was, when the consumer has been given all; the file is not
   * closed. Fails with `TransferStopped` when the consumer ends first, with what reading or `transform` throws, and,
   * cancelled, with `CancelledError`: the consumer is left as it is. Throws `ProducerAlreadyRegistered`.
   */
  beginFileTransfer(
    file: ByteSource,
    consumer: IConsumer,
    { transform, signal }: FileTransferOptions = {},
  ): Deferred<Uint8Array> {
    const transfer = new FileTransfer(readerOf(file, this.CHUNK_SIZE), consumer, transform);
    consumer.registerProducer(transfer, false);
    return withSignal(transfer.sent, signal);
  }
}

class FileTransfer implements IPullProducer {
  static {
    implementer(IPullProducer)(this);
  }
  readonly sent: Deferred<Uint8Array> = new Deferred(() => this.#abandon());
  readonly #reader: SourceReader;
  readonly #consumer: IConsumer;
  readonly #transform: ((piece: Uint8Array) => Uint8Array) | undefined;
  #last: Uint8Array = NOTHING;
  /** From being asked until something has been written. */
  #working = false;
  #askedMeanwhile = false;
  #over = false;

  constructor(
    reader: SourceReader,
    consumer: IConsumer,
    transform: ((piece: Uint8Array) => Uint8Array) | undefined,
  ) {
    this.#reader = reader;
    this.#consumer = consumer;
    this.#transform = transform;
  }

  resumeProducing(): void {
    if (this.#working) {
      this.#askedMeanwhile = true;
      return;
    }
    this.#working = true;
    this.#work();
  }

  stopProducing(): void {
    if (this.#over) return;
    this.#over = true;
    this.#reader.close();
    this.sent.errback(new TransferStopped("the consumer asked us to stop producing"));
  }

  /** A loop, so that a consumer which asks from inside of `write` needs no stack. */
  #work(): void {
    try {
      for (;;) {
        const piece = this.#reader.next();
        if (piece !== null && !(piece instanceof Uint8Array)) {
          this.#wait(piece);
          return;
        }
        if (!this.#give(piece)) return;
      }
    } catch (thrown) {
      this.#fail(thrown);
    }
  }

  #wait(piece: Exclude<Awaitable<Uint8Array | null>, Uint8Array | null>): void {
    piece.then(
      (come) => {
        try {
          if (!this.#over && this.#give(come)) this.#work();
        } catch (thrown) {
          this.#fail(thrown);
        }
      },
      (thrown: unknown) => this.#fail(thrown),
    );
  }

  /** Is another piece wanted at once? */
  #give(piece: Uint8Array | null): boolean {
    if (piece === null) {
      this.#end();
      this.sent.callback(this.#last);
      return false;
    }
    const data = this.#transform && piece.length > 0 ? this.#transform(piece) : piece;
    // Of nothing a consumer takes no notice, and would never ask again.
    if (data.length === 0) return true;
    this.#last = Uint8Array.of(data[data.length - 1]!);
    this.#askedMeanwhile = false;
    this.#consumer.write(data);
    if (this.#over) return false;
    this.#working = this.#askedMeanwhile;
    return this.#working;
  }

  #fail(thrown: unknown): void {
    if (this.#over) return;
    this.#abandon();
    this.sent.errback(thrown);
  }

  #abandon(): void {
    this.#end();
    this.#reader.close();
  }

  /** We are done with the consumer. */
  #end(): void {
    this.#over = true;
    this.#consumer.unregisterProducer();
  }
}
