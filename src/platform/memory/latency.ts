/**
 * How long a packet is under way: a number, or numbers that say how it is spread.
 *
 * Plain data, so that a run can be written down and had again. Only + − × ÷ and the square root, which every
 * runtime rounds alike; `Math.log` and `Math.pow` are not the same everywhere.
 */

/** Seconds. */
export type Latency = number | UniformLatency | TailedLatency;

/** Each time from `from` to `to` is as likely as any other. */
export interface UniformLatency {
  readonly from: number;
  readonly to: number;
}

/** Mostly short, now and then long. */
export interface TailedLatency {
  readonly mean: number;
  /** No packet is faster. 0 by default. */
  readonly least?: number;
  /** `exponential` (by default) takes nine times the mean once in 8,000 times, `pareto` once in a hundred. */
  readonly tail?: "exponential" | "pareto";
  /** No packet is slower. Without limit by default. */
  readonly most?: number;
}

export function isLatency(latency: Latency): boolean {
  if (typeof latency === "number") return isTime(latency);
  if ("from" in latency) return isTime(latency.from) && isTime(latency.to - latency.from);
  const { mean, least = 0, most = mean } = latency;
  return isTime(least) && isTime(mean - least) && most >= mean;
}

/** Does chance decide nothing? Then nothing need be drawn. */
export function isConstant(latency: Latency): latency is number {
  return typeof latency === "number";
}

/** @param draw from 0 up to but not 1. */
export function latencyAt(latency: Latency, draw: number): number {
  if (typeof latency === "number") return latency;
  if ("from" in latency) return latency.from + draw * (latency.to - latency.from);
  const { mean, least = 0, tail = "exponential", most = Number.POSITIVE_INFINITY } = latency;
  const rest = 1 - draw;
  // The pareto one is Lomax's with a shape of 2, whose mean is its scale.
  const times = tail === "pareto" ? 1 / Math.sqrt(rest) - 1 : -naturalLogarithm(rest);
  return Math.min(least + (mean - least) * times, most);
}

/** Of a number greater than 0 and not greater than 1. */
export function naturalLogarithm(x: number): number {
  let mantissa = x;
  let halvings = 0;
  while (mantissa < 0.75) {
    mantissa *= 2;
    halvings += 1;
  }
  // ln m = 2 artanh((m − 1) / (m + 1)), whose series is short near 1.
  const z = (mantissa - 1) / (mantissa + 1);
  const square = z * z;
  let sum = 0;
  for (let k = 25; k >= 1; k -= 2) sum = sum * square + 1 / k;
  return 2 * z * sum - halvings * Math.LN2;
}

function isTime(seconds: number): boolean {
  return seconds >= 0 && seconds < Number.POSITIVE_INFINITY;
}
