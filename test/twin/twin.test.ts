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
import { byHand } from "./by-hand.ts";
import { compare } from "./compare.ts";
import type { Places } from "./worlds.ts";

const folder = mkdtempSync(join(tmpdir(), "torsion-twin-"));
after(() => rmSync(folder, { recursive: true }));
let paths = 0;
const places: Places = { newPath: () => join(folder, String(paths++)), deafPort: 0 };

test(`${byHand.length} scenarios written by hand: no difference`, async () => {
  const differences: string[] = [];
  for (const scenario of byHand) {
    const text = await compare(scenario, places);
    if (text !== "") differences.push(text);
  }
  assert.equal(differences.join("\n\n"), "");
});
