/**
 * The same scenarios on real loopback and on the simulated network: every callback is the same.
 *
 * `TWIN_RUNS` and `TWIN_SEED` run other scenarios, or more of them.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { dying } from "./by-hand/dying.ts";
import { byHand } from "./by-hand/index.ts";
import { compare } from "./compare.ts";
import { DatagramStage, datagramScenarioOf } from "./datagrams.ts";
import { DeafServer } from "./deaf-server.ts";
import { Death, realDeath, simulatedDeath } from "./death.ts";
import { crowdOf, scenarioOf } from "./generate.ts";
import { Stage } from "./stage.ts";
import { type Places, realWorld, simulatedWorld, worldsOf } from "./worlds.ts";

const { TWIN_RUNS: runs = "400", TWIN_SEED: seed = "1" } = process.env;
const seeds = Array.from({ length: Number(runs) }, (_, i) => Number(seed) + i);
const MOST_SHOWN = 5;

const folder = mkdtempSync(join(tmpdir(), "torsion-twin-"));
const deaf = await DeafServer.start();
after(() => {
  deaf.stop();
  rmSync(folder, { recursive: true });
});
let paths = 0;
const places: Places = {
  newPath: () => join(folder, String(paths++)),
  deafPort: () => deaf.port,
};

/** What differs, of the first few that do. */
async function differences<T>(all: readonly T[], differs: (one: T) => Promise<string>) {
  const found: string[] = [];
  for (const one of all) {
    const text = await differs(one);
    if (text !== "") found.push(text);
    if (found.length === MOST_SHOWN) break;
  }
  return found.join("\n\n");
}

const again = (number: number): string =>
  `\n  again: TWIN_SEED=${number} TWIN_RUNS=1 node build/tools/test.js twin`;

test(`${byHand.length} scenarios written by hand: no difference`, async () => {
  const text = await differences(byHand, (scenario) =>
    compare(scenario, worldsOf(scenario, places), (world) => new Stage(world, scenario)),
  );
  assert.equal(text, "");
});

test(`${dying.length} scenarios of processes that are killed: no difference`, {
  skip: process.platform !== "linux",
}, async () => {
  const text = await differences(dying, (scenario) =>
    compare(
      scenario,
      { real: realDeath(), simulated: [simulatedDeath(scenario)] },
      (world) => new Death(world, scenario),
    ),
  );
  assert.equal(text, "");
});

for (const [what, write] of [
  ["connections", scenarioOf],
  ["several clients", crowdOf],
] as const)
  test(`${runs} scenarios of ${what}, from seeds: no difference`, async () => {
    const text = await differences(seeds, async (number) => {
      const scenario = write(number);
      const worlds = worldsOf(scenario, places);
      const difference = await compare(scenario, worlds, (world) => new Stage(world, scenario));
      return difference && difference + again(number);
    });
    assert.equal(text, "");
  });

test(`${runs} scenarios of datagrams, from seeds: no difference`, async () => {
  const text = await differences(seeds, async (number) => {
    const scenario = datagramScenarioOf(number);
    const worlds = { real: realWorld("tcp", places), simulated: [simulatedWorld("tcp")] };
    const difference = await compare(scenario, worlds, (w) => new DatagramStage(w, scenario));
    return difference && difference + again(number);
  });
  assert.equal(text, "");
});
