/** Connections on which nothing happens are closed: what is read counts, and what is written. */
import type { Failure } from "../../deferred/index.ts";
import type { IProtocol } from "../../net/index.ts";
import { guarded } from "../guarded.ts";
import { atLeast } from "../option-check.ts";
import type { ProtocolSource } from "../protocol-source.ts";
import { ConnectionTimedOut } from "./errors.ts";
import { ProtocolWrapper } from "./protocol-wrapper.ts";
import { GRACE_SECONDS, TimedClose } from "./timed-close.ts";
import { type PolicyClock, Timeout } from "./timeout.ts";
import { WrappingFactory } from "./wrapping-factory.ts";

export interface TimeoutFactoryOptions {
  /** How long nothing may happen; half an hour by default. */
  readonly seconds?: number;
  /** How long the peer may then take over what is still to be sent, before the connection is aborted; 30 by default. */
  readonly graceSeconds?: number;
}

export class TimeoutProtocol<P extends IProtocol = IProtocol> extends ProtocolWrapper<P> {
  readonly graceSeconds: number;
  readonly #timeout: Timeout;
  readonly #close: TimedClose;

  constructor(factory: TimeoutFactory<P>, wrappedProtocol: P) {
    super(factory, wrappedProtocol);
    this.graceSeconds = factory.graceSeconds;
    this.#close = new TimedClose(factory.clock);
    this.#timeout = new Timeout(factory.clock, () => {
      guarded(this, () => this.timeoutConnection());
    });
  }

  /** Another time for this connection, from now on; `null`: none. Gives what it was before. */
  setTimeout(seconds: number | null): number | null {
    return this.#timeout.setTimeout(seconds);
  }

  resetTimeout(): void {
    this.#timeout.resetTimeout();
  }

  /** Nothing has happened: the connection is closed with `ConnectionTimedOut`. For subclasses that know better. */
  timeoutConnection(): void {
    this.#close.close(this, new ConnectionTimedOut(this.#timeout.seconds ?? 0), this.graceSeconds);
  }

  override connectionMade(): unknown {
    this.#timeout.setTimeout((this.factory as TimeoutFactory<P>).seconds);
    return super.connectionMade();
  }

  override dataReceived(data: Uint8Array): unknown {
    this.#timeout.resetTimeout();
    return super.dataReceived(data);
  }

  override write(data: Uint8Array): void {
    this.#timeout.resetTimeout();
    super.write(data);
  }

  override writeSequence(chunks: Iterable<Uint8Array>): void {
    this.#timeout.resetTimeout();
    super.writeSequence(chunks);
  }

  override connectionLost(reason: Failure): unknown {
    this.#timeout.end();
    this.#close.end();
    return super.connectionLost(reason);
  }
}

export class TimeoutFactory<P extends IProtocol = IProtocol> extends WrappingFactory<
  P,
  TimeoutProtocol<P>
> {
  readonly clock: PolicyClock;
  readonly seconds: number;
  readonly graceSeconds: number;

  constructor(
    wrapped: ProtocolSource<P>,
    clock: PolicyClock,
    { seconds = 30 * 60, graceSeconds = GRACE_SECONDS }: TimeoutFactoryOptions = {},
  ) {
    super(wrapped);
    this.clock = clock;
    this.seconds = atLeast(0, "seconds", seconds);
    this.graceSeconds = atLeast(0, "graceSeconds", graceSeconds);
  }

  protected override wrap(built: P): TimeoutProtocol<P> {
    return new TimeoutProtocol(this, built);
  }
}
