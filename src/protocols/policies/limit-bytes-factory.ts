/**
 * How many bytes a connection may carry, and how many may wait for a peer that reads slowly.
 *
 * Rules: what was allowed is delivered or sent. A peer that sends more is answered no more, but what was written is sent, for
 * `graceSeconds`; the other two are the program's own doing, and abort.
 */
import { directlyProvides } from "../../components/index.ts";
import type { Failure } from "../../deferred/index.ts";
import {
  IBufferingTransport,
  type IProtocol,
  type IPullProducer,
  type IPushProducer,
  IWrappedProducer,
  NotSupportedError,
} from "../../net/index.ts";
import { allAtLeast } from "../option-check.ts";
import type { ProtocolSource } from "../protocol-source.ts";
import { ByteLimitExceeded } from "./errors.ts";
import { ProtocolWrapper } from "./protocol-wrapper.ts";
import { GRACE_SECONDS, TimedClose } from "./timed-close.ts";
import type { PolicyClock } from "./timeout.ts";
import { WrappingFactory } from "./wrapping-factory.ts";

/** In bytes; what is left out is not limited. */
export interface LimitBytesOptions {
  /** From the peer, over all. */
  readonly read?: number;
  /** To the peer, over all: the write that exceeds it is not sent, nor is what waits. */
  readonly written?: number;
  /** Written, and not yet taken by the host. What is written in one turn counts, so allow for the longest of messages. */
  readonly buffered?: number;
  /** How long a peer that sent too much may take over what is still to be sent; 30 by default. */
  readonly graceSeconds?: number;
}

export class ByteLimitedProtocol<P extends IProtocol = IProtocol> extends ProtocolWrapper<P> {
  readonly #options: LimitBytesOptions;
  readonly #close: TimedClose;
  #read = 0;
  #written = 0;
  #exceeded = false;
  #producing = false;

  constructor(factory: LimitBytesFactory<P>, wrappedProtocol: P) {
    super(factory, wrappedProtocol);
    this.#options = factory.options;
    this.#close = new TimedClose(factory.clock);
  }

  /** So far. */
  get bytesRead(): number {
    return this.#read;
  }

  get bytesWritten(): number {
    return this.#written;
  }

  override connectionMade(): unknown {
    if (
      this.#options.buffered !== undefined &&
      !IBufferingTransport.providedBy(this.transport as unknown)
    )
      throw new NotSupportedError("the transport does not say how much it buffers");
    return super.connectionMade();
  }

  override dataReceived(data: Uint8Array): unknown {
    if (this.#exceeded) return undefined;
    const { read: limit = Number.POSITIVE_INFINITY, graceSeconds = GRACE_SECONDS } = this.#options;
    const left = limit - this.#read;
    if (data.length <= left) {
      this.#read += data.length;
      return super.dataReceived(data);
    }
    this.#read = limit;
    this.#exceeded = true;
    try {
      return left > 0 ? super.dataReceived(data.subarray(0, left)) : undefined;
    } finally {
      this.#close.close(this.transport, new ByteLimitExceeded("read", limit), graceSeconds);
    }
  }

  /** They come a second time, and count once. */
  override unread(data: Uint8Array): void {
    super.unread(data);
    if (!this.disconnecting) this.#read = Math.max(0, this.#read - data.length);
  }

  override write(data: Uint8Array): void {
    if (!this.#mayWrite(lengthOf(data))) return;
    super.write(data);
    this.#checkBuffered();
  }

  override writeSequence(chunks: Iterable<Uint8Array>): void {
    const all = [...chunks];
    if (!this.#mayWrite(all.reduce((sum, data) => sum + lengthOf(data), 0))) return;
    super.writeSequence(all);
    this.#checkBuffered();
  }

  override registerProducer(producer: IPushProducer, streaming: true): void;
  override registerProducer(producer: IPullProducer, streaming: false): void;
  override registerProducer(producer: IPushProducer | IPullProducer, streaming: boolean): void {
    this.#producing = true;
    const watched: IPushProducer & IWrappedProducer = {
      producer,
      pauseProducing: () => (producer as IPushProducer).pauseProducing(),
      resumeProducing: () => producer.resumeProducing(),
      stopProducing: () => {
        this.#producing = false;
        producer.stopProducing();
      },
    };
    directlyProvides(watched, IWrappedProducer);
    super.registerProducer(watched, streaming as true);
  }

  override unregisterProducer(): void {
    this.#producing = false;
    super.unregisterProducer();
  }

  override connectionLost(reason: Failure): unknown {
    this.#close.end();
    return super.connectionLost(reason);
  }

  #mayWrite(length: number): boolean {
    // A transport that closes drops it, unless a producer still writes.
    if (this.disconnecting && !this.#producing) return true;
    const { written: limit = Number.POSITIVE_INFINITY } = this.#options;
    if (this.#written + length <= limit) {
      this.#written += length;
      return true;
    }
    this.abortConnection(new ByteLimitExceeded("written", limit));
    return false;
  }

  #checkBuffered(): void {
    const { buffered: limit = Number.POSITIVE_INFINITY } = this.#options;
    if (this.bufferedBytes > limit) this.abortConnection(new ByteLimitExceeded("buffered", limit));
  }
}

/** Of what is no bytes, 0: the transport refuses that. */
function lengthOf(data: unknown): number {
  return data instanceof Uint8Array ? data.length : 0;
}

export class LimitBytesFactory<P extends IProtocol = IProtocol> extends WrappingFactory<
  P,
  ByteLimitedProtocol<P>
> {
  readonly clock: PolicyClock;
  readonly options: LimitBytesOptions;

  constructor(wrapped: ProtocolSource<P>, clock: PolicyClock, options: LimitBytesOptions) {
    super(wrapped);
    this.clock = clock;
    this.options = options;
    allAtLeast(0, { ...options });
  }

  protected override wrap(built: P): ByteLimitedProtocol<P> {
    return new ByteLimitedProtocol(this, built);
  }
}
