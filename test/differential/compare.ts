/** Runs programs on both sides until one differs, and shrinks that one to what matters. */
import fc from "fast-check";
import { programs } from "./generate.ts";
import { Peer } from "./peer.ts";
import type { Program, Trace } from "./program.ts";

export interface Comparison {
  readonly runs: number;
  readonly seed: number;
  /** Our side. */
  readonly run: (program: Program) => Trace;
}

/** Nothing where all are the same; else the smallest program that differs, both traces, and how to run it again. */
export async function compare({ runs, seed, run }: Comparison): Promise<string> {
  const peer = new Peer();
  try {
    const differs = async (program: Program): Promise<boolean> =>
      !sameTrace(await peer.run(program), run(program));
    const details = await fc.check(
      fc.asyncProperty(programs, async (program) => !(await differs(program))),
      { numRuns: runs, seed },
    );
    if (!details.failed) return "";
    if (details.counterexample === null) return `seed ${seed}: ${details.errorInstance}`;
    const [program] = details.counterexample;
    return [
      `Twisted and Torsion differ, after ${details.numRuns} programs of seed ${seed}; shrunk:`,
      ...program.map((op) => `  ${JSON.stringify(op)}`),
      ...sideBySide(await peer.run(program), run(program)),
      `again: DIFFERENTIAL_SEED=${seed} DIFFERENTIAL_RUNS=${details.numRuns} node build/tools/test.js differential`,
    ].join("\n");
  } finally {
    peer.end();
  }
}

function sameTrace(theirs: Trace, ours: Trace): boolean {
  return theirs.length === ours.length && theirs.every((line, i) => line === ours[i]);
}

function sideBySide(theirs: Trace, ours: Trace): string[] {
  const lines: string[] = [`    ${"Twisted".padEnd(40)} Torsion`];
  for (let i = 0; i < Math.max(theirs.length, ours.length); i++) {
    const mark = theirs[i] === ours[i] ? " " : "≠";
    lines.push(`  ${mark} ${(theirs[i] ?? "").padEnd(40)} ${ours[i] ?? ""}`);
  }
  return lines;
}
