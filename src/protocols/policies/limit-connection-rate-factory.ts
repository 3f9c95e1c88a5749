/**
 * So many new connections a second, of all and from each peer; what comes too fast is refused.
 *
 * Rule: what it remembers is bounded, however many peers there are. A peer that could connect as often as it ever could
 * is forgotten; where too many remain, the one that connected longest ago is.
 */
import type { IAddress, IProtocol } from "../../net/index.ts";
import { atLeast, moreThanNothing } from "../option-check.ts";
import type { ProtocolSource } from "../protocol-source.ts";
import { type PeerOf, type PeerOptions, peerKeyFor } from "./peer-key.ts";
import type { ProtocolWrapper } from "./protocol-wrapper.ts";
import { Refusals } from "./refusals.ts";
import type { PolicyClock } from "./timeout.ts";
import { TokenBucket } from "./token-bucket.ts";
import { WrappingFactory } from "./wrapping-factory.ts";

export interface ConnectionRate {
  /** In the long run; may be less than 1. */
  readonly perSecond: number;
  /** So many may come at once; as many as in a second by default, and at least one. */
  readonly burst?: number;
}

export interface LimitConnectionRateOptions extends PeerOptions {
  /** Of all peers together. */
  readonly total?: ConnectionRate;
  /** Of each. */
  readonly perPeer?: ConnectionRate;
  /** How many peers are remembered, 10,000 by default. Only who has more addresses than that can go round `perPeer`. */
  readonly maxPeers?: number;
}

export class LimitConnectionRateFactory<
  P extends IProtocol = IProtocol,
> extends WrappingFactory<P> {
  readonly maxPeers: number;
  readonly #clock: Pick<PolicyClock, "seconds">;
  readonly #peerOf: PeerOf;
  readonly #total: TokenBucket | null;
  readonly #perPeer: ConnectionRate | null;
  /** In the order in which they connected last. */
  readonly #peers = new Map<string, TokenBucket>();
  readonly #refusals: Refusals;

  constructor(
    wrapped: ProtocolSource<P>,
    clock: Pick<PolicyClock, "seconds">,
    { total, perPeer, maxPeers = 10_000, ...peers }: LimitConnectionRateOptions,
  ) {
    super(wrapped);
    this.maxPeers = atLeast(1, "maxPeers", maxPeers);
    this.#clock = clock;
    this.#peerOf = peerKeyFor(peers);
    this.#total = total === undefined ? null : bucketOf(total, clock.seconds());
    // Looked at now, and not when the first peer comes.
    if (perPeer !== undefined) bucketOf(perPeer, 0);
    this.#perPeer = perPeer ?? null;
    this.#refusals = new Refusals(clock, () => this.logPrefix());
  }

  /** How many connections were refused. */
  get refused(): number {
    return this.#refusals.count;
  }

  /** How many peers it remembers. */
  get peerCount(): number {
    return this.#peers.size;
  }

  override buildProtocol(peer: IAddress): ProtocolWrapper<P> | null {
    const now = this.#clock.seconds();
    if (this.#total !== null && !this.#total.holds(1, now))
      return this.#refusals.refuse(peer, "too many connections a second");
    const key = this.#perPeer === null ? null : this.#peerOf(peer);
    if (key !== null && !this.#takeOf(key, now))
      return this.#refusals.refuse(peer, `too many connections a second from ${key}`);
    this.#total?.take(1, now);
    return super.buildProtocol(peer);
  }

  #takeOf(key: string, now: number): boolean {
    const bucket = this.#peers.get(key) ?? bucketOf(this.#perPeer!, now);
    // Refused again and again is not connected: it does not stay longer for that.
    if (!bucket.holds(1, now)) return false;
    bucket.take(1, now);
    this.#peers.delete(key);
    this.#forget(now);
    this.#peers.set(key, bucket);
    return true;
  }

  /** The oldest two at each connection, if they are full again: so what is full does not stay; and one, where there is no room. */
  #forget(now: number): void {
    let looked = 0;
    for (const [key, bucket] of this.#peers) {
      if (looked === 2) break;
      looked += 1;
      if (!bucket.isFull(now)) break;
      this.#peers.delete(key);
    }
    if (this.#peers.size < this.maxPeers) return;
    const [oldest] = this.#peers.keys();
    this.#peers.delete(oldest!);
  }
}

function bucketOf(
  { perSecond, burst = Math.max(1, perSecond) }: ConnectionRate,
  now: number,
): TokenBucket {
  moreThanNothing("perSecond", perSecond);
  return new TokenBucket(perSecond, atLeast(1, "burst", burst), now);
}
