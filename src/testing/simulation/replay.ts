/**
 * Which run, in one line: what a failure prints, what `TORSION_REPLAY` takes, and what a corpus keeps.
 *
 * `the queue: seed 17` is the run as the seed has it. `the queue: seed 17, faults 3 5, chances none` has of its faults those
 * two alone, and chance does nothing against the usual course; `chances loss a>b#3` has it do one such thing.
 */
import type { Decision } from "../../platform/memory/index.ts";
import { SimulationOptionError } from "./errors.ts";

/** One run of a scenario. */
export interface RunOf {
  readonly seed: number;
  /** The faults of its plan that there are, by number; all if left out. */
  readonly faults?: readonly number[];
  /** What chance does against the usual course; whatever the seed has if left out. */
  readonly chances?: readonly Decision[];
}

const list = (items: readonly unknown[], between: string): string =>
  items.length === 0 ? "none" : items.join(between);

export function formatRun(name: string, { seed, faults, chances }: RunOf): string {
  const parts = [`seed ${seed}`];
  if (faults !== undefined) parts.push(`faults ${list(faults, " ")}`);
  if (chances !== undefined)
    parts.push(
      `chances ${list(
        chances.map(({ label, nth }) => `${label}#${nth}`),
        "; ",
      )}`,
    );
  return `${name}: ${parts.join(", ")}`;
}

const LINE = /^(.*): seed (\d+)(?:, faults ([\d ]+|none))?(?:, chances (.+))?$/;

/** Of which scenario, and which run. */
export function parseRun(line: string): { readonly name: string; readonly run: RunOf } {
  const [, name = "", seed = "", faults, chances] = LINE.exec(line.trim()) ?? [];
  if (seed === "" || !Number.isSafeInteger(Number(seed)))
    throw new SimulationOptionError(`"${line}" names no run: "NAME: seed 17", say`);
  const items = (text: string, between: RegExp): string[] =>
    text === "none" ? [] : text.trim().split(between);
  return {
    name,
    run: {
      seed: Number(seed),
      ...(faults !== undefined && { faults: items(faults, / +/).map(Number) }),
      ...(chances !== undefined && { chances: items(chances, /; */).map(parseDecision) }),
    },
  };
}

function parseDecision(text: string): Decision {
  const [, label = "", nth = ""] = /^(.+)#(\d+)$/.exec(text) ?? [];
  if (label === "") throw new SimulationOptionError(`"${text}" is no chance: "loss a>b#3", say`);
  return { label, nth: Number(nth) };
}
