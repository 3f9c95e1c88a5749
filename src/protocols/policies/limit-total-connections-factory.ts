/** So many connections at a time, and no more: what comes then is refused, or told so by another protocol. */
import type { IAddress, IProtocol, IProtocolFactory } from "../../net/index.ts";
import { atLeast } from "../option-check.ts";
import { factoryFrom, type ProtocolSource } from "../protocol-source.ts";
import { ProtocolWrapper } from "./protocol-wrapper.ts";
import { Refusals } from "./refusals.ts";
import type { PolicyClock } from "./timeout.ts";
import { WrappingFactory } from "./wrapping-factory.ts";

export interface LimitTotalConnectionsOptions {
  readonly connectionLimit: number;
  /** What speaks with those above the limit: it says why, and closes. Without it they are closed at once. */
  readonly overflowProtocol?: ProtocolSource;
  /** With so many of those at a time, and no more; as many as `connectionLimit` by default. */
  readonly overflowLimit?: number;
}

export class LimitTotalConnectionsFactory<
  P extends IProtocol = IProtocol,
> extends WrappingFactory<P> {
  readonly connectionLimit: number;
  readonly overflowLimit: number;
  readonly #overflow: IProtocolFactory | null;
  /** Connected, but not with what was asked for. */
  readonly #overflowing = new Set<ProtocolWrapper<P>>();
  readonly #refusals: Refusals;

  /** @param clock says when a refusal was logged last. */
  constructor(
    wrapped: ProtocolSource<P>,
    clock: Pick<PolicyClock, "seconds">,
    {
      connectionLimit,
      overflowProtocol,
      overflowLimit = connectionLimit,
    }: LimitTotalConnectionsOptions,
  ) {
    super(wrapped);
    this.connectionLimit = atLeast(0, "connectionLimit", connectionLimit);
    this.overflowLimit = atLeast(0, "overflowLimit", overflowLimit);
    this.#overflow = overflowProtocol === undefined ? null : factoryFrom(overflowProtocol);
    this.#refusals = new Refusals(clock, () => this.logPrefix());
  }

  /** How many are connected, those above the limit not counted. */
  get connectionCount(): number {
    return this.protocols.size;
  }

  /** How many were above the limit, whether or not somebody spoke with them. */
  get refused(): number {
    return this.#refusals.count;
  }

  override buildProtocol(peer: IAddress): ProtocolWrapper<P> | null {
    if (this.protocols.size < this.connectionLimit) return super.buildProtocol(peer);
    this.#refusals.refuse(peer, `there are ${this.connectionLimit} connections`);
    if (this.#overflow === null || this.#overflowing.size >= this.overflowLimit) return null;
    const built = this.#overflow.buildProtocol(peer);
    return built === null ? null : new Overflowing(this, built as P);
  }

  override registerProtocol(wrapper: ProtocolWrapper<P>): void {
    if (wrapper instanceof Overflowing) this.#overflowing.add(wrapper);
    else super.registerProtocol(wrapper);
  }

  override unregisterProtocol(wrapper: ProtocolWrapper<P>): void {
    this.#overflowing.delete(wrapper);
    super.unregisterProtocol(wrapper);
  }

  override doStart(): void {
    super.doStart();
    try {
      this.#overflow?.doStart();
    } catch (thrown) {
      super.doStop();
      throw thrown;
    }
  }

  override doStop(): void {
    try {
      super.doStop();
    } finally {
      this.#overflow?.doStop();
    }
  }
}

class Overflowing<P extends IProtocol> extends ProtocolWrapper<P> {}
