/** What a link between two hosts is like, one way: plain data, each field with what it is by default. */
import { isLatency, type Latency } from "./latency.ts";

export interface LinkOptions {
  /** Seconds from one host to the other. 0.001 by default. */
  readonly latency?: Latency;
  /** Up to so many seconds more, by chance. 0 by default. TCP's packets keep their order still, datagrams may not. */
  readonly jitter?: number;
  /** The chance, 0 to 1, that a packet is lost. 0 by default, as are all chances. */
  readonly loss?: number;
  /** How many packets are lost in a row, on average, when one is. 1 by default. */
  readonly burst?: number;
  /** The chance that a packet comes twice. */
  readonly duplicate?: number;
  /** The chance that a packet takes two to five times as long, and those behind it overtake it. */
  readonly reorder?: number;
  /** The chance that a datagram comes with a wrong byte. TCP finds such packets out: they are lost. */
  readonly corrupt?: number;
  /** The chance that what comes in one segment is seen in two pieces, or in one with what comes next. */
  readonly rechunk?: number;
  /** Bytes a second, headers included. `Infinity` by default. */
  readonly bandwidth?: number;
  /** How many bytes wait where the bandwidth is used up; what is too much is lost. 262,144 by default. */
  readonly queue?: number;
  /** The most bytes a packet may have, IP's header included: from 68 to 65,535, 1,500 by default. */
  readonly mtu?: number;
}

export type LinkConditions = Required<LinkOptions>;

export const USUAL_LINK: LinkConditions = {
  latency: 0.001,
  jitter: 0,
  loss: 0,
  burst: 1,
  duplicate: 0,
  reorder: 0,
  corrupt: 0,
  rechunk: 0,
  bandwidth: Number.POSITIVE_INFINITY,
  queue: 262_144,
  mtu: 1500,
};

const CHANCES = ["loss", "duplicate", "reorder", "corrupt", "rechunk"] as const;
/** RFC 791: every link takes so much. */
const LEAST_MTU = 68;
/** … and IP's packets are no larger than that. */
const LARGEST_MTU = 65_535;

/** `options`, and `base` where they say nothing. Throws `RangeError` where a field makes no sense. */
export function conditionsOf(base: LinkConditions, options: LinkOptions): LinkConditions {
  const all = { ...base };
  for (const [name, value] of Object.entries(options))
    if (value !== undefined) Object.assign(all, { [name]: value });
  const wrong = (name: keyof LinkOptions): never => {
    throw new RangeError(`a link cannot have a ${name} of ${JSON.stringify(all[name])}`);
  };
  for (const chance of CHANCES) if (!(all[chance] >= 0 && all[chance] <= 1)) wrong(chance);
  if (!isLatency(all.latency)) wrong("latency");
  if (!isLatency(all.jitter)) wrong("jitter");
  if (!(all.burst >= 1)) wrong("burst");
  if (!(all.bandwidth > 0)) wrong("bandwidth");
  if (!(all.queue >= 0)) wrong("queue");
  if (!(Number.isInteger(all.mtu) && all.mtu >= LEAST_MTU && all.mtu <= LARGEST_MTU)) wrong("mtu");
  return all;
}
