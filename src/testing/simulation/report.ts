/** What a person reads of a seed that fails. */
import { describeFault } from "./fault-plan.ts";
import { replayLine } from "./replay.ts";
import type { RunFailure, RunResult } from "./run.ts";
import type { Shrunk } from "./shrink-run.ts";

export interface FailureReport {
  readonly name: string;
  /** As it was found. */
  readonly found: RunResult;
  readonly shrunk: Shrunk;
  /** What runs the tests of this file: `node queue.test.js`. */
  readonly command: string;
  /** Where pictures of it are. */
  readonly pictures: readonly string[];
  /** What else there is to say. */
  readonly notes: readonly string[];
}

export function reportFailure(report: FailureReport): string {
  const { name, found, shrunk, pictures, notes, command } = report;
  const { failure, plan, chances, run } = shrunk.result;
  const { at } = failure!;
  const faults = plan.filter(({ nth }) => run.faults?.includes(nth) ?? true);
  return [
    `${name}: seed ${found.run.seed} fails after ${at.toFixed(3)} simulated seconds`,
    ...whatIsWrong(failure!),
    `  ${whatItTakes(found, shrunk)}`,
    ...faults.map((fault) => `    ${describeFault(fault)}`),
    ...chances.slice(0, SHOWN).map(({ label, nth }) => `    ${label}, number ${nth}`),
    ...(chances.length > SHOWN ? [`    and ${chances.length - SHOWN} more`] : []),
    ...notes.map((note) => `  ${note}`),
    ...pictures.map((picture) => `  see ${picture}`),
    `  replay: ${replayLine(name, run, command)}`,
  ].join("\n");
}

/** The failure itself, and what else is known of it. */
export function whatIsWrong({ signature, error, details }: RunFailure): string[] {
  const message = error instanceof Error ? error.message : String(error);
  const more = details.split("\n").filter((line) => line !== "");
  return [`  ${signature}: ${message}`, ...more.map((line) => `      ${line}`)];
}

const SHOWN = 10;

function whatItTakes(found: RunResult, { result, runs }: Shrunk): string {
  const [before, after] = [thingsIn(found), thingsIn(result)];
  const list = after === NOTHING ? "" : ":";
  return runs === 0 || before === NOTHING
    ? `with ${after} going wrong${list}`
    : `shrunk from ${before} to ${after}, in ${count(runs, "run")}${list}`;
}

const NOTHING = "nothing";

/** What went wrong in a run. */
function thingsIn({ plan, chances, run }: RunResult): string {
  const faults = run.faults?.length ?? plan.length;
  if (faults + chances.length === 0) return NOTHING;
  return count(faults, "fault") + and(chances.length);
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

function and(chances: number): string {
  return chances === 0 ? "" : ` and ${count(chances, "chance")}`;
}
