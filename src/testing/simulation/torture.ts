/**
 * A scenario with one thing going wrong, at each point where something could.
 *
 * It is run once undisturbed, to count the points: the things that happen in which something travels. Then it is run
 * again for each point and each fault that applies there. Whatever happens, each operation must end once, nothing may be left over,
 * and what always and eventually holds must hold.
 */
import type { FaultKind } from "../../platform/memory/index.ts";
import { checkName, checkRunOptions, checkSeed } from "./checked-options.ts";
import { SimulationError, SimulationOptionError } from "./errors.ts";
import { kindsNamed } from "./fault-plan.ts";
import type { Injection, RunOf } from "./replay.ts";
import { checkReplayed, formatRun, parseRun, replayLine } from "./replay.ts";
import { whatIsWrong } from "./report.ts";
import { type RunOptions, type RunResult, runOnce, type Scenario } from "./run.ts";
import { withWorldShut } from "./shut-world.ts";
import type { SimulationHost } from "./simulation.ts";

export interface TortureOptions extends Omit<RunOptions, "faults"> {
  /** Which kinds of fault, by name; `"all"` by default. */
  readonly faults?: readonly string[] | "all";
  /** 1 by default. */
  readonly seed?: number;
  /** Every so many points alone, for scenarios with many; 1 by default. */
  readonly everyPoint?: number;
}

export interface TortureReport {
  /** Of the undisturbed run. */
  readonly points: number;
  readonly runs: number;
  /** How many operations ended, each of them once, in all runs together. */
  readonly operations: number;
}

/** Rejects with a {@link SimulationError} where a run fails. */
export async function torture(
  name: string,
  options: TortureOptions,
  scenario: Scenario,
  host: SimulationHost,
): Promise<TortureReport> {
  const { faults = "all", seed = 1, everyPoint = 1, ...runOptions } = options;
  const kinds = kindsNamed(faults);
  checkName(name);
  checkSeed(seed);
  checkRunOptions(runOptions);
  if (!(Number.isSafeInteger(everyPoint) && everyPoint >= 1))
    throw new SimulationOptionError(`everyPoint: ${everyPoint}; a whole number from 1, please`);
  if (kinds.length === 0) throw new SimulationOptionError("torture with no faults");
  const replay = host.replay === undefined ? undefined : parseRun(host.replay);
  return withWorldShut(host, async (runHost) => {
    let runs = 0;
    let operations = 0;
    const carryOut = async (run: RunOf): Promise<RunResult> => {
      host.begins?.(formatRun(name, run));
      const result = await runOnce(scenario, runOptions, run, runHost);
      if (result.failure !== null)
        throw await failed(name, result, host, (same) =>
          runOnce(scenario, runOptions, same, runHost, true),
        );
      runs += 1;
      operations += result.operations;
      return result;
    };
    if (replay !== undefined) {
      if (replay.name === name) checkReplayed(replay.run, await carryOut(replay.run));
      return { points: 0, runs, operations };
    }
    const undisturbed = await carryOut({ seed });
    if (undisturbed.points === 0)
      throw new SimulationOptionError(`${name}: nothing travels, so there is nothing to disturb`);
    const { points, trace } = undisturbed;
    for (let point = 1; point <= points; point += everyPoint)
      for (const inject of injectionsAt(point, kinds, trace.hosts))
        await carryOut({ seed, inject });
    return { points, runs, operations };
  });
}

function* injectionsAt(
  point: number,
  kinds: readonly FaultKind[],
  hosts: readonly string[],
): Iterable<Injection> {
  for (const { name: kind, on } of kinds)
    if (on === "network") yield { point, kind, on: [] };
    else if (on === "host") for (const host of hosts) yield { point, kind, on: [host] };
    else
      for (const from of hosts)
        for (const to of hosts) if (from !== to) yield { point, kind, on: [from, to] };
}

/** It is run once more, to see which lines of the program it is about. */
async function failed(
  name: string,
  found: RunResult,
  host: SimulationHost,
  again: (run: RunOf) => Promise<RunResult>,
): Promise<SimulationError> {
  const { run } = found;
  const explained = await again(run);
  const isSame = explained.failure?.signature === found.failure!.signature;
  const result = isSame ? explained : found;
  const { error, at } = result.failure!;
  const replay = replayLine(name, run, host.command);
  const pictures = host.keepPictures?.(name, result) ?? [];
  const lines = [
    `${formatRun(name, run)} fails after ${at.toFixed(3)} simulated seconds`,
    ...whatIsWrong(result.failure!),
    ...pictures.map((picture) => `  see ${picture}`),
    `  replay: ${replay}`,
  ];
  return new SimulationError(lines.join("\n"), replay, error);
}
