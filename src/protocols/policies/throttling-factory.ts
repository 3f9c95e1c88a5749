/**
 * Limits on bandwidth, of all connections together and of each (F12), and on how many there are.
 *
 * Rules: nothing is dropped. Reads are held by pausing the transport, writes by pausing the producer that is registered: what
 * a protocol writes without one is counted, and goes out. Over any `t` seconds no more passes than
 * `limit * t + burst` bytes, and the one read or write that overdrew it.
 */
import type { Failure } from "../../deferred/index.ts";
import type { IAddress, IProtocol, IPullProducer, IPushProducer } from "../../net/index.ts";
import { guarded } from "../guarded.ts";
import { atLeast, moreThanNothing } from "../option-check.ts";
import type { ProtocolSource } from "../protocol-source.ts";
import { Gate } from "./gate.ts";
import { type AnyProducer, HeldProducer } from "./held-producer.ts";
import { ProtocolWrapper } from "./protocol-wrapper.ts";
import { Refusals } from "./refusals.ts";
import { Throttle } from "./throttle.ts";
import type { PolicyClock } from "./timeout.ts";
import { WrappingFactory } from "./wrapping-factory.ts";

/** Bytes per second; what is left out is not limited. */
export interface ThrottlingOptions {
  /** More connections at a time are refused. */
  readonly maxConnectionCount?: number;
  /** What all connections together may read, … */
  readonly readLimit?: number;
  /** … and write. */
  readonly writeLimit?: number;
  /** What each may read, … */
  readonly connectionReadLimit?: number;
  /** … and write. */
  readonly connectionWriteLimit?: number;
  /**
   * How much of what was not used may be used later, in seconds of the limit; 1 by default. With 0, what a busy
   * host's timers are late is lost as well.
   */
  readonly burstSeconds?: number;
}

/** The same limit held by several throttles, each of which may hold the one who takes. */
class Meter {
  readonly gate: Gate;
  readonly #throttles: readonly (readonly [Throttle, ReturnType<Gate["reason"]>])[];

  constructor(throttles: readonly (Throttle | null)[], closed: () => void, opened: () => void) {
    this.gate = new Gate(closed, opened);
    this.#throttles = throttles
      .filter((throttle) => throttle !== null)
      .map((throttle) => [throttle, this.gate.reason()] as const);
  }

  start(): void {
    for (const [throttle, held] of this.#throttles) throttle.add(held);
  }

  take(amount: number): void {
    for (const [throttle, held] of this.#throttles) throttle.take(held, amount);
  }

  end(): void {
    for (const [throttle, held] of this.#throttles) throttle.remove(held);
  }
}

export class ThrottlingProtocol<P extends IProtocol = IProtocol> extends ProtocolWrapper<P> {
  readonly #reads: Meter;
  readonly #writes: Meter;
  readonly #byUser: ReturnType<Gate["reason"]>;
  #producer: HeldProducer | null = null;

  constructor(factory: ThrottlingFactory<P>, wrappedProtocol: P) {
    super(factory, wrappedProtocol);
    this.#reads = new Meter(
      [factory.reads, factory.throttleOf("connectionReadLimit")],
      () => {
        if (!this.disconnecting) super.pauseProducing();
      },
      () => {
        if (!this.disconnecting) super.resumeProducing();
      },
    );
    this.#byUser = this.#reads.gate.reason();
    this.#writes = new Meter(
      [factory.writes, factory.throttleOf("connectionWriteLimit")],
      () => this.#producer?.byLimit.hold(),
      () => this.#producer?.byLimit.release(),
    );
  }

  override connectionMade(): unknown {
    this.#reads.start();
    this.#writes.start();
    return super.connectionMade();
  }

  override connectionLost(reason: Failure): unknown {
    this.#reads.end();
    this.#writes.end();
    return super.connectionLost(reason);
  }

  override dataReceived(data: Uint8Array): unknown {
    this.#reads.take(data.length);
    return super.dataReceived(data);
  }

  override pauseProducing(): void {
    if (!this.disconnecting) this.#byUser.hold();
  }

  override resumeProducing(): void {
    if (!this.disconnecting) this.#byUser.release();
  }

  override write(data: Uint8Array): void {
    super.write(data);
    this.#written(data.length);
  }

  override writeSequence(chunks: Iterable<Uint8Array>): void {
    const all = [...chunks];
    super.writeSequence(all);
    this.#written(all.reduce((sum, { length }) => sum + length, 0));
  }

  /** What a transport that closes drops has not been written. */
  #written(length: number): void {
    if (this.disconnecting && this.#producer === null) return;
    if (!this.#writes.gate.isOpen) this.#producer?.hasWritten();
    this.#writes.take(length);
  }

  override registerProducer(producer: IPushProducer, streaming: true): void;
  override registerProducer(producer: IPullProducer, streaming: false): void;
  override registerProducer(producer: AnyProducer, streaming: boolean): void {
    const held = new HeldProducer(producer, streaming, (code) => guarded(this, code));
    // Held first, for a pull producer is asked at once; and registered before it is ours, for that may throw.
    if (!this.#writes.gate.isOpen) held.byLimit.hold();
    const before = this.#producer;
    this.#producer = held;
    try {
      super.registerProducer(held, streaming as true);
    } catch (thrown) {
      this.#producer = before;
      throw thrown;
    }
  }

  override unregisterProducer(): void {
    this.#producer?.forget();
    this.#producer = null;
    super.unregisterProducer();
  }
}

export class ThrottlingFactory<P extends IProtocol = IProtocol> extends WrappingFactory<
  P,
  ThrottlingProtocol<P>
> {
  readonly clock: PolicyClock;
  readonly options: ThrottlingOptions;
  /** What all connections share, where there is a limit. */
  readonly reads: Throttle | null;
  readonly writes: Throttle | null;
  readonly #refusals: Refusals;

  constructor(wrapped: ProtocolSource<P>, clock: PolicyClock, options: ThrottlingOptions) {
    super(wrapped);
    this.clock = clock;
    this.options = options;
    atLeast(0, "maxConnectionCount", options.maxConnectionCount ?? 0);
    atLeast(0, "burstSeconds", options.burstSeconds ?? 0);
    for (const name of ["connectionReadLimit", "connectionWriteLimit"] as const)
      if (options[name] !== undefined) moreThanNothing(name, options[name]);
    this.reads = this.throttleOf("readLimit");
    this.writes = this.throttleOf("writeLimit");
    this.#refusals = new Refusals(clock, () => this.logPrefix());
  }

  /** How many connections were refused. */
  get refused(): number {
    return this.#refusals.count;
  }

  override buildProtocol(peer: IAddress): ThrottlingProtocol<P> | null {
    const { maxConnectionCount = Number.POSITIVE_INFINITY } = this.options;
    if (this.protocols.size < maxConnectionCount) return super.buildProtocol(peer);
    return this.#refusals.refuse(peer, `there are ${maxConnectionCount} connections`);
  }

  protected override wrap(built: P): ThrottlingProtocol<P> {
    return new ThrottlingProtocol(this, built);
  }

  /** A throttle for one of the limits, if that is set. */
  throttleOf(
    name: Exclude<keyof ThrottlingOptions, "maxConnectionCount" | "burstSeconds">,
  ): Throttle | null {
    const limit = this.options[name];
    if (limit === undefined || limit === Number.POSITIVE_INFINITY) return null;
    moreThanNothing(name, limit);
    return new Throttle(this.clock, limit, limit * (this.options.burstSeconds ?? 1));
  }
}
