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
import { byHand } from "./by-hand/index.ts";
import { compare } from "./compare.ts";
import { scenarioOf } from "./generate.ts";
import type { Scenario } from "./scenario.ts";
import type { Places } from "./worlds.ts";

const { TWIN_RUNS: runs = "400", TWIN_SEED: seed = "1" } = process.env;

const folder = mkdtempSync(join(tmpdir(), "torsion-twin-"));
after(() => rmSync(folder, { recursive: true }));
let paths = 0;
const places: Places = { newPath: () => join(folder, String(paths++)), deafPort: 0 };

/** What differs, of the first few that do. */
async function differences(scenarios: Iterable<Scenario>): Promise<string> {
  const found: string[] = [];
  for (const scenario of scenarios) {
    const text = await compare(scenario, places);
    if (text !== "") found.push(text);
    if (found.length === 5) break;
  }
  return found.join("\n\n");
}

function* generated(): Generator<Scenario> {
  for (let i = 0; i < Number(runs); i++) yield scenarioOf(Number(seed) + i);
}

test(`${byHand.length} scenarios written by hand: no difference`, async () => {
  assert.equal(await differences(byHand), "");
});

test(`${runs} scenarios from seeds: no difference`, async () => {
  assert.equal(await differences(generated()), "");
});
