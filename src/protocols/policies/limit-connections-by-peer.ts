/** So many connections at a time from each peer, and no more. What it remembers is of peers that are connected. */
import type { IAddress, IProtocol } from "../../net/index.ts";
import { atLeast } from "../option-check.ts";
import type { ProtocolSource } from "../protocol-source.ts";
import { type PeerOf, type PeerOptions, peerKeyFor } from "./peer-key.ts";
import { ProtocolWrapper } from "./protocol-wrapper.ts";
import { Refusals } from "./refusals.ts";
import type { PolicyClock } from "./timeout.ts";
import { WrappingFactory } from "./wrapping-factory.ts";

export interface LimitConnectionsByPeerOptions extends PeerOptions {
  /** 5 by default. */
  readonly maxConnectionsPerPeer?: number;
}

class FromPeer<P extends IProtocol> extends ProtocolWrapper<P> {
  readonly peer: string | null;
  constructor(factory: WrappingFactory<P>, wrappedProtocol: P, peer: string | null) {
    super(factory, wrappedProtocol);
    this.peer = peer;
  }
}

export class LimitConnectionsByPeer<P extends IProtocol = IProtocol> extends WrappingFactory<P> {
  readonly maxConnectionsPerPeer: number;
  readonly #peerOf: PeerOf;
  readonly #connections = new Map<string, number>();
  readonly #refusals: Refusals;

  /** @param clock says when a refusal was logged last. */
  constructor(
    wrapped: ProtocolSource<P>,
    clock: Pick<PolicyClock, "seconds">,
    { maxConnectionsPerPeer = 5, ...peers }: LimitConnectionsByPeerOptions = {},
  ) {
    super(wrapped);
    this.maxConnectionsPerPeer = atLeast(0, "maxConnectionsPerPeer", maxConnectionsPerPeer);
    this.#peerOf = peerKeyFor(peers);
    this.#refusals = new Refusals(clock, () => this.logPrefix());
  }

  /** How many connections were refused. */
  get refused(): number {
    return this.#refusals.count;
  }

  /** How many peers are connected. */
  get peerCount(): number {
    return this.#connections.size;
  }

  override buildProtocol(peer: IAddress): ProtocolWrapper<P> | null {
    const key = this.#peerOf(peer);
    const count = key === null ? 0 : (this.#connections.get(key) ?? 0);
    if (key !== null && count >= this.maxConnectionsPerPeer)
      return this.#refusals.refuse(peer, `${key} has ${count} connections`);
    return super.buildProtocol(peer);
  }

  protected override wrap(built: P, peer: IAddress): ProtocolWrapper<P> {
    return new FromPeer(this, built, this.#peerOf(peer));
  }

  override registerProtocol(wrapper: ProtocolWrapper<P>): void {
    super.registerProtocol(wrapper);
    this.#count(wrapper, 1);
  }

  override unregisterProtocol(wrapper: ProtocolWrapper<P>): void {
    super.unregisterProtocol(wrapper);
    this.#count(wrapper, -1);
  }

  #count(wrapper: ProtocolWrapper<P>, difference: 1 | -1): void {
    const { peer } = wrapper as FromPeer<P>;
    if (peer === null) return;
    const count = (this.#connections.get(peer) ?? 0) + difference;
    if (count > 0) this.#connections.set(peer, count);
    else this.#connections.delete(peer);
  }
}
