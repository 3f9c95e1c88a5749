/**
 * What a simulation was asked for, checked before anything runs: an option that is wrong would have a test pass that
 * looks at nothing, or never end.
 */
import { SimulationOptionError } from "./errors.ts";
import { type FaultOptions, kindsNamed } from "./fault-plan.ts";
import type { RunOptions } from "./run.ts";

/** More than anybody has the patience for, and a plan that fits into memory. */
const MOST_FAULTS = 100_000;

/** The name is a part of the line that runs a seed again. */
export function checkName(name: string): void {
  if (/[\n\r\u2028\u2029]|: seed \d/.test(name) || name.trim() !== name || name === "")
    throw new SimulationOptionError(
      `${JSON.stringify(name)} cannot be the name of a simulation: it must be one line, without ": seed 1" or blanks around it`,
    );
}

export function checkSeed(seed: number): void {
  if (!(Number.isSafeInteger(seed) && seed >= 0))
    throw new SimulationOptionError(`seed ${seed}: a whole number from 0 to 2^53 - 1, please`);
}

/** How many, or which. */
export function checkSeeds(seeds: number | readonly number[]): void {
  const some = typeof seeds === "number" ? seeds >= 1 : seeds.length >= 1;
  if (!some)
    throw new SimulationOptionError("no seeds: a simulation that runs none proves nothing");
  if (typeof seeds === "number") checkSeed(seeds);
  else for (const seed of seeds) checkSeed(seed);
}

export function checkRunOptions(options: RunOptions): void {
  const { seconds = 60, within = 300, injectedSeconds = 5, maxEvents = 1, faults } = options;
  for (const [name, value] of Object.entries({ seconds, within, injectedSeconds }))
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY))
      throw new SimulationOptionError(`${name}: ${value} is no number of seconds`);
  if (!(maxEvents >= 1)) throw new SimulationOptionError(`maxEvents: ${maxEvents}`);
  if (faults !== undefined) checkFaults(faults, seconds);
}

function checkFaults(
  { kinds, hosts, perMinute = 10, longest = 20 }: FaultOptions,
  seconds: number,
): void {
  if (kindsNamed(kinds).length === 0)
    throw new SimulationOptionError('faults of no kind: name some, or say "all"');
  if (hosts?.length === 0) throw new SimulationOptionError("faults on no host: leave hosts out");
  if (!(perMinute >= 0 && (perMinute / 60) * seconds <= MOST_FAULTS))
    throw new SimulationOptionError(
      `perMinute: ${perMinute} in ${seconds} s; there may be ${MOST_FAULTS} faults at the most`,
    );
  if (!(longest >= 0 && longest < Number.POSITIVE_INFINITY))
    throw new SimulationOptionError(`longest: ${longest} is no number of seconds`);
}
