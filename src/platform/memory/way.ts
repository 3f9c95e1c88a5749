/**
 * The way from one host to another: what becomes of a packet that is sent on it, and when it arrives.
 *
 * Each kind of chance has a stream and a name of its own on each way, and draws for every packet, whatever became of
 * the packet otherwise: no draw moves another one, and no decision that is overruled does.
 */
import type { Decisions } from "./decisions.ts";
import type { WorldEvent } from "./events.ts";
import { isConstant, latencyAt } from "./latency.ts";
import { conditionsOf, type LinkConditions, type LinkOptions } from "./link-options.ts";

/** What chance is made of. */
export interface WayChance {
  draw(label: string): number;
  readonly decisions: Decisions;
}

/** At the least so many seconds are doubled and trebled where a packet is to be late. */
const LEAST_DELAY = 0.001;
/** Of what waits in a clogged way. */
const MOST_HELD = 10_000;
/** IP's header, which every fragment has. */
const HEADER = 20;
const NOTHING: readonly WorldEvent[] = [];
const FAST = Number.POSITIVE_INFINITY;

const KINDS = ["latency", "jitter", "loss", "duplicate", "reorder", "corrupt", "rechunk"] as const;
type Labels = Readonly<Record<(typeof KINDS)[number], string>>;

export class Way {
  readonly from: string;
  readonly to: string;
  readonly #chance: WayChance;
  /** Of what is decided, and of how much it is then. */
  readonly #labels: Labels;
  readonly #how: Labels;
  /** The link as it was set, what disturbs it, and what comes of both. */
  #set: LinkConditions;
  readonly #disturbances = new Set<LinkOptions>();
  #now: LinkConditions;

  /** How often it was cut: what was under way then is lost, though it be healed since. */
  cuts = 0;
  /** One for each cut, and for each clog, that is not undone. */
  readonly #severed = new Set<object>();
  readonly #clogs = new Set<object>();
  #held: WorldEvent[] = [];

  /** TCP's packets keep their order. */
  #lastArrival = 0;
  /** When all that waits for bandwidth has left. */
  #busyUntil = 0;
  /** … at that bandwidth. */
  #busyBandwidth = FAST;
  #inBurst = false;

  // What was decided last; fields, so that nothing is allocated for a packet.
  /** When it arrives; -1: never. */
  arrivesAt = -1;
  /** When it arrives again; -1: it does not. */
  arrivesAgainAt = -1;
  /** Which fraction of the datagram has a wrong byte; -1: none. */
  damagedAt = -1;

  constructor(
    chance: WayChance,
    [from, to]: readonly [string, string],
    conditions: LinkConditions,
  ) {
    this.#chance = chance;
    this.from = from;
    this.to = to;
    this.#set = conditions;
    this.#now = conditions;
    this.#labels = labelsOf((kind) => `${kind} ${from}>${to}`);
    this.#how = labelsOf((kind) => `how ${kind} ${from}>${to}`);
  }

  /** What it is like now. */
  get conditions(): LinkConditions {
    return this.#now;
  }

  set(conditions: LinkConditions): void {
    this.#set = conditions;
    this.#change();
  }

  /** It is also like that, until what is given is called. The last disturbance of a kind counts. */
  disturb(options: LinkOptions): () => void {
    conditionsOf(this.#set, options);
    const disturbance = { ...options };
    this.#disturbances.add(disturbance);
    this.#change();
    return () => {
      if (this.#disturbances.delete(disturbance)) this.#change();
    };
  }

  /** Nothing gets through. */
  get isCut(): boolean {
    return this.#severed.size > 0;
  }

  /** Gives what undoes it. */
  cut(): () => void {
    const cut = {};
    this.#severed.add(cut);
    this.cuts += 1;
    return () => void this.#severed.delete(cut);
  }

  /** What arrives waits. */
  get isClogged(): boolean {
    return this.#clogs.size > 0;
  }

  /** Gives what undoes it; then {@link Way.takeHeld} gives what waited, if nothing else clogs it. */
  clog(): () => void {
    const clog = {};
    this.#clogs.add(clog);
    return () => void this.#clogs.delete(clog);
  }

  unclog(): void {
    this.#clogs.clear();
  }

  /** Nothing disturbs, cuts or clogs it any more. */
  mend(): void {
    this.#severed.clear();
    this.#disturbances.clear();
    this.#change();
    this.unclog();
  }

  /** Something arrives while it is clogged; `false`: there is no room for it. */
  hold(arrival: WorldEvent): boolean {
    if (this.#held.length >= MOST_HELD) return false;
    this.#held.push(arrival);
    return true;
  }

  /** What waited, in order, if it need not wait any longer. */
  takeHeld(): readonly WorldEvent[] {
    if (this.isClogged || this.#held.length === 0) return NOTHING;
    const held = this.#held;
    this.#held = [];
    return held;
  }

  /**
   * A packet is sent: decide what becomes of it.
   *
   * @param size in bytes, headers included.
   * @param isTCP what finds damage out, and keeps its order unless it is told otherwise.
   */
  carry(now: number, size: number, isTCP: boolean): void {
    const { duplicate, reorder, corrupt, mtu } = this.#now;
    const delay = this.#delay();
    const lost = this.#isLost(isTCP ? 1 : Math.ceil((size - HEADER) / (mtu - HEADER)));
    const late = this.#happens("reorder", reorder);
    const again = this.#happens("duplicate", duplicate);
    const damaged = this.#happens("corrupt", corrupt);
    const leaves = this.#leaves(now, size);
    this.arrivesAgainAt = -1;
    this.damagedAt = -1;
    if (lost || leaves < 0 || (isTCP && damaged >= 0)) {
      this.arrivesAt = -1;
      return;
    }
    let at = leaves + delay;
    if (late >= 0) at += (1 + 3 * late) * Math.max(at - now, LEAST_DELAY);
    else if (isTCP) {
      at = Math.max(at, this.#lastArrival);
      this.#lastArrival = at;
    }
    this.arrivesAt = at;
    if (again >= 0) this.arrivesAgainAt = at + again * Math.max(at - now, LEAST_DELAY);
    this.damagedAt = damaged;
  }

  /** In what pieces a segment that has arrived is seen; see {@link EndpointHost.rechunk}. */
  rechunk(): number {
    return this.#happens("rechunk", this.#now.rechunk);
  }

  /** -1: it does not; else a draw for how. */
  #happens(kind: (typeof KINDS)[number], probability: number): number {
    if (!(probability > 0)) return -1;
    const label = this.#labels[kind];
    const how = this.#chance.draw(this.#how[kind]);
    return this.#chance.decisions.happens(label, probability) ? how : -1;
  }

  #isLost(fragments: number): boolean {
    const { loss, burst } = this.#now;
    if (loss === 0 && !this.#inBurst) return false;
    let lost = false;
    for (let i = 0; i < fragments; i++) {
      const chance = this.#inBurst && burst > 1 ? Math.max(1 - 1 / burst, loss) : loss;
      this.#inBurst = this.#chance.decisions.happens(this.#labels.loss, chance);
      if (this.#inBurst) lost = true;
    }
    return lost;
  }

  #delay(): number {
    const { latency, jitter } = this.#now;
    const base = isConstant(latency)
      ? latency
      : latencyAt(latency, this.#chance.draw(this.#labels.latency));
    return jitter > 0 ? base + jitter * this.#chance.draw(this.#labels.jitter) : base;
  }

  /** When the last byte has left; -1: there was no room in the queue. */
  #leaves(now: number, size: number): number {
    const { bandwidth, queue } = this.#now;
    // What is queued is so many bytes, and leaves as fast as the way is now.
    if (bandwidth !== this.#busyBandwidth && this.#busyUntil > now)
      this.#busyUntil = now + ((this.#busyUntil - now) * this.#busyBandwidth) / bandwidth;
    this.#busyBandwidth = bandwidth;
    if (bandwidth === FAST) return now;
    const begins = Math.max(now, this.#busyUntil);
    if (begins > now && (begins - now) * bandwidth + size > queue) return -1;
    this.#busyUntil = begins + size / bandwidth;
    return this.#busyUntil;
  }

  #change(): void {
    let all = this.#set;
    for (const disturbance of this.#disturbances) all = conditionsOf(all, disturbance);
    this.#now = all;
  }
}

function labelsOf(label: (kind: string) => string): Labels {
  return Object.fromEntries(KINDS.map((kind) => [kind, label(kind)])) as Labels;
}
