/**
 * A transport that keeps what is written to it and sends it nowhere: for tests of one protocol alone.
 *
 * Rules: to the protocol it is what our connections are (no strings; what is written after a close is dropped, but for
 * a producer's), and it does nothing by itself. What a real one forgives is an error here where it
 * is surely a mistake: to resume after the close, or to unregister a producer that is not there.
 */
import { concat } from "../../bytes/index.ts";
import { implementer } from "../../components/index.ts";
import {
  type IAddress,
  type IPullProducer,
  type IPushProducer,
  IPv4Address,
  IStreamTransport,
  NotBytesError,
  ProducerAlreadyRegistered,
} from "../../net/index.ts";
import { TransportStateError } from "./errors.ts";

export interface StringTransportOptions {
  /** What `getHost` answers; 10.0.0.1:12345 by default. */
  readonly hostAddress?: IAddress;
  /** What `getPeer` answers; 192.168.1.1:54321 by default. */
  readonly peerAddress?: IAddress;
  /** Let `pauseProducing` and `resumeProducing` be called after `loseConnection`. */
  readonly lenient?: boolean;
}

/** After `twisted.internet.testing.StringTransport`. What it has beyond `IStreamTransport` is for tests alone. */
export class StringTransport implements IStreamTransport {
  static {
    implementer(IStreamTransport)(this);
  }
  /** `loseConnection`, or `abortConnection`, was called. */
  disconnecting = false;
  /** `abortConnection` was called. */
  disconnected = false;
  /** `loseWriteConnection` was called. */
  writeDisconnecting = false;
  connected = true;
  /** The reason that `loseConnection` or `abortConnection` was given, the first. */
  reason: Error | null = null;
  /** What is registered now, and as what. */
  producer: IPushProducer | IPullProducer | null = null;
  streaming: boolean | null = null;
  /** What the protocol has asked of its peer's bytes, by the methods of `IPushProducer`. */
  producerState: "producing" | "paused" | "stopped" = "producing";
  readonly #hostAddress: IAddress;
  readonly #peerAddress: IAddress;
  readonly #lenient: boolean;
  #written: Uint8Array[] = [];

  constructor({
    hostAddress = new IPv4Address("TCP", "10.0.0.1", 12345),
    peerAddress = new IPv4Address("TCP", "192.168.1.1", 54321),
    lenient = false,
  }: StringTransportOptions = {}) {
    this.#hostAddress = hostAddress;
    this.#peerAddress = peerAddress;
    this.#lenient = lenient;
  }

  /** All that was written since the last `clear`. Bytes that were changed after `write` show as they are now. */
  value(): Uint8Array {
    return concat(this.#written);
  }

  /** Forget what was written. */
  clear(): void {
    this.#written = [];
  }

  write(data: Uint8Array): void {
    checkBytes(data);
    if (this.#takes) this.#written.push(data);
  }

  writeSequence(chunks: Iterable<Uint8Array>): void {
    const all = [...chunks];
    for (const data of all) checkBytes(data);
    if (this.#takes) this.#written.push(...all);
  }

  get #takes(): boolean {
    if (this.disconnected) return false;
    return this.producer !== null || !(this.disconnecting || this.writeDisconnecting);
  }

  loseConnection(reason?: Error): void {
    this.disconnecting = true;
    this.reason ??= reason ?? null;
    if (reason !== undefined) this.stopProducer();
    // What it reads itself is nothing more.
    else if ((this.producer as unknown) === this) {
      this.producer = null;
      this.streaming = null;
    }
  }

  /** A producer that is registered is stopped, as by every connection that is no more (X7). */
  abortConnection(reason?: Error): void {
    this.disconnecting = true;
    this.reason ??= reason ?? null;
    this.disconnected = true;
    this.stopProducer();
  }

  loseWriteConnection(): void {
    if (!this.disconnecting) this.writeDisconnecting = true;
  }

  registerProducer(producer: IPushProducer | IPullProducer, streaming: boolean): void {
    if (this.producer !== null)
      throw new ProducerAlreadyRegistered("unregister the producer that is registered first");
    if (this.disconnected) {
      producer.stopProducing();
      return;
    }
    this.producer = producer;
    this.streaming = streaming;
  }

  unregisterProducer(): void {
    if (this.producer === null) throw new TransportStateError("no producer is registered");
    this.producer = null;
    this.streaming = null;
  }

  pauseProducing(): void {
    this.#checkState("pause");
    this.producerState = "paused";
  }

  resumeProducing(): void {
    this.#checkState("resume");
    this.producerState = "producing";
  }

  stopProducing(): void {
    this.producerState = "stopped";
  }

  getHost(): IAddress {
    return this.#hostAddress;
  }

  getPeer(): IAddress {
    return this.#peerAddress;
  }

  logPrefix(): string {
    return this.constructor.name;
  }

  protected stopProducer(): void {
    const { producer } = this;
    this.producer = null;
    this.streaming = null;
    producer?.stopProducing();
  }

  #checkState(verb: string): void {
    if (this.disconnecting && !this.#lenient)
      throw new TransportStateError(`cannot ${verb} producing after loseConnection`);
    if (this.producerState === "stopped")
      throw new TransportStateError(`cannot ${verb} what was stopped`);
  }
}

function checkBytes(data: unknown): void {
  if (data instanceof Uint8Array) return;
  const type = Object.prototype.toString.call(data).slice(8, -1);
  throw new NotBytesError(`write() takes a Uint8Array and was given: ${type}`);
}
