/**
 * Two ways of doing the same, side by side in one run: alternated, as a ratio of medians. What nothing
 * else does is measured alone.
 */

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
  readonly theirs?: Side;
  /** What the ratio must not be above; none where it is only good to know. */
  readonly goal?: number;
  /** What our own figure must not be above. */
  readonly limit?: number;
  /** … and must not be below. */
  readonly floor?: number;
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

const ALONE: Side = { name: "", measure: () => Number.NaN };

const figure = (n: number): string => (n < 100 ? n.toFixed(1) : n.toFixed(0));

/** Measure in so many rounds, and print a line. Was the goal, if any, met? */
export async function compare(benchmark: Benchmark, rounds: number): Promise<boolean> {
  const { name, unit, ours, theirs, goal, limit, floor } = benchmark;
  const results: { ours: number; theirs: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    // Who goes first changes with each round.
    const oursFirst = round % 2 === 0 || theirs === undefined;
    const first = await (oursFirst ? ours : theirs).measure();
    const second = await (oursFirst ? (theirs ?? ALONE) : ours).measure();
    results.push(oursFirst ? { ours: first, theirs: second } : { ours: second, theirs: first });
  }
  const mine = median(results.map((result) => result.ours));
  const other = median(results.map((result) => result.theirs));
  const ratio = mine / other;
  const met = !(ratio > (goal ?? ratio) || mine > (limit ?? mine) || mine < (floor ?? mine));
  const goals = [
    goal === undefined ? [] : [`at most ${goal}×`],
    limit === undefined ? [] : [`at most ${limit} ${unit}`],
    floor === undefined ? [] : [`at least ${floor} ${unit}`],
  ].flat();
  const verdict = goals.length === 0 ? "" : `; goal ${goals.join(", ")}${met ? "" : ": MISSED"}`;
  const range = (numbers: number[], shown: (n: number) => string): string => {
    const sorted = numbers.sort((a, b) => a - b);
    return `(rounds ${shown(sorted[0]!)}–${shown(sorted.at(-1)!)}${verdict})`;
  };
  const measured = `${name}\n  ${ours.name} ${figure(mine)} ${unit}`;
  if (theirs === undefined) {
    console.log(
      `${measured} ${range(
        results.map((result) => result.ours),
        figure,
      )}`,
    );
    return met;
  }
  const ratios = results.map((result) => result.ours / result.theirs);
  console.log(
    `${measured}, ${theirs.name} ${figure(other)}: ` +
      `${ratio.toFixed(3)}× ${range(ratios, (n) => n.toFixed(3))}`,
  );
  return met;
}
