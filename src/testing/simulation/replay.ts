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
  /** A fault more, at a point of the run: see {@link torture}. */
  readonly inject?: Injection;
}

/** A fault that begins right after the `point`th thing that happened in which something travelled, from 1. */
export interface Injection {
  readonly point: number;
  readonly kind: string;
  readonly on: readonly string[];
}

const list = (items: readonly unknown[], between: string): string =>
  items.length === 0 ? "none" : items.join(between);

export function formatRun(name: string, { seed, faults, chances, inject }: RunOf): string {
  const parts = [`seed ${seed}`];
  if (faults !== undefined) parts.push(`faults ${list(faults, " ")}`);
  if (chances !== undefined)
    parts.push(
      `chances ${list(
        chances.map(({ label, nth }) => `${label}#${nth}`),
        "; ",
      )}`,
    );
  if (inject !== undefined)
    parts.push(`at point ${inject.point} ${inject.kind} on ${list(inject.on, "; ")}`);
  return `${name}: ${parts.join(", ")}`;
}

/** What a shell takes to run it again. */
export function replayLine(name: string, run: RunOf, command: string): string {
  return `TORSION_REPLAY='${formatRun(name, run).replaceAll("'", "'\\''")}' ${command}`;
}

const LINE =
  /^(.*): seed (\d+)(?:, faults ([\d ]+|none))?(?:, chances (.+?))?(?:, at point (\d+) ([\w-]+) on (.+))?$/;

/** Of which scenario, and which run. */
export function parseRun(line: string): { readonly name: string; readonly run: RunOf } {
  const [, name = "", seed = "", faults, chances, point, kind = "", on = ""] =
    LINE.exec(line.trim()) ?? [];
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
      ...(point !== undefined && {
        inject: { point: Number(point), kind, on: items(on, /; */) },
      }),
    },
  };
}

function parseDecision(text: string): Decision {
  const [, label = "", nth = ""] = /^(.+)#(\d+)$/.exec(text) ?? [];
  if (label === "") throw new SimulationOptionError(`"${text}" is no chance: "loss a>b#3", say`);
  return { label, nth: Number(nth) };
}

/** Throws where a run that was asked for by hand names what it does not have: it would look at something else. */
export function checkReplayed(
  { faults = [], inject }: RunOf,
  { plan, points }: { readonly plan: readonly unknown[]; readonly points: number },
): void {
  const none = plan.length === 0 ? "no faults" : `the faults 0 to ${plan.length - 1}`;
  for (const nth of faults)
    if (nth >= plan.length)
      throw new SimulationOptionError(`there is no fault ${nth}: this seed has ${none}`);
  if (inject !== undefined && !(inject.point >= 1 && inject.point <= points))
    throw new SimulationOptionError(
      `point ${inject.point} does not come: this run has ${points}, from 1`,
    );
}
