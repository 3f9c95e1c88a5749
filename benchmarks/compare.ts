/** Two ways of doing the same, side by side in one run: alternated, as a ratio of medians. */

/** One way: gives what one operation costs, measured anew at each call. */
export interface Side {
  readonly name: string;
  measure(): number | Promise<number>;
}

export interface Benchmark {
  readonly name: string;
  /** What the figures are, "ns" for example. */
  readonly unit: string;
  readonly ours: Side;
  readonly theirs: Side;
  /** What the ratio must not be above; none where it is only good to know. */
  readonly goal?: number;
  /** What our own figure must not be above. */
  readonly limit?: number;
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

const figure = (n: number): string => (n < 100 ? n.toFixed(1) : n.toFixed(0));

/** Measure in so many rounds, and print a line. Was the goal, if any, met? */
export async function compare(benchmark: Benchmark, rounds: number): Promise<boolean> {
  const { name, unit, ours, theirs, goal, limit } = benchmark;
  const results: { ours: number; theirs: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    // Who goes first changes with each round.
    const oursFirst = round % 2 === 0;
    const first = await (oursFirst ? ours : theirs).measure();
    const second = await (oursFirst ? theirs : ours).measure();
    results.push(oursFirst ? { ours: first, theirs: second } : { ours: second, theirs: first });
  }
  const mine = median(results.map((result) => result.ours));
  const other = median(results.map((result) => result.theirs));
  const ratio = mine / other;
  const ratios = results.map((result) => result.ours / result.theirs).sort((a, b) => a - b);
  const met = ratio <= (goal ?? ratio) && mine <= (limit ?? mine);
  const goals = [
    goal === undefined ? [] : [`at most ${goal}×`],
    limit === undefined ? [] : [`at most ${limit} ${unit}`],
  ].flat();
  const verdict = goals.length === 0 ? "" : `; goal ${goals.join(", ")}${met ? "" : ": MISSED"}`;
  console.log(
    `${name}\n  ${ours.name} ${figure(mine)} ${unit}, ${theirs.name} ${figure(other)}: ` +
      `${ratio.toFixed(3)}× (rounds ${ratios[0]!.toFixed(3)}–${ratios.at(-1)!.toFixed(3)}${verdict})`,
  );
  return met;
}
