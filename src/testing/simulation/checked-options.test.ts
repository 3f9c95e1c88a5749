import assert from "node:assert/strict";
import { test } from "node:test";
import { checkName, checkRunOptions, checkSeeds } from "./checked-options.ts";
import { SimulationOptionError } from "./errors.ts";
import type { RunOptions } from "./run.ts";

test("what would look at nothing, or never end, is an error that says why", () => {
  const wrong: readonly RunOptions[] = [
    { seconds: Number.POSITIVE_INFINITY },
    { seconds: -1 },
    { within: Number.NaN },
    { injectedSeconds: -1 },
    { maxEvents: 0 },
    { faults: { kinds: [] } },
    { faults: { kinds: ["gremlins"] } },
    { faults: { kinds: "all", hosts: [] } },
    { faults: { kinds: "all", perMinute: Number.POSITIVE_INFINITY } },
    { faults: { kinds: "all", perMinute: -1 } },
    { faults: { kinds: "all", perMinute: 1e9 } },
    { faults: { kinds: "all", longest: -1 } },
  ];
  for (const options of wrong)
    assert.throws(() => checkRunOptions(options), SimulationOptionError, JSON.stringify(options));
  checkRunOptions({ seconds: 0, within: 0, faults: { kinds: "all", perMinute: 0, longest: 0 } });
});

test("there is a seed, and each is a whole number that can be written down", () => {
  for (const seeds of [0, -1, 1.5, Number.NaN, 2 ** 53, [], [-1], [0.5], [2 ** 53]])
    assert.throws(() => checkSeeds(seeds), SimulationOptionError, String(seeds));
  for (const seeds of [1, 2 ** 53 - 1, [0], [2 ** 53 - 1, 7]]) checkSeeds(seeds);
});

test("a name can be told from the seed behind it", () => {
  for (const name of ["", " a", "a\n", "a\u2028b", "a\rb", "a: seed 3", "a: seed 3 b"])
    assert.throws(() => checkName(name), SimulationOptionError, name);
  for (const name of ["#12: nothing is lost", "a: b", "seeds: seed", "a  # b"]) checkName(name);
});
