/** Two bugs, planted on purpose: each is found, shrunk to the one fault that matters, and had again from its line. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { runSimulation, SimulationError, type SimulationOptions } from "torsion/testing";
import { type Bugs, journal } from "./journal.ts";

const NAME = "the journal keeps every line";
const host = { command: "node journal.test.js" };
const options: SimulationOptions = {
  seeds: 200,
  network: { latency: 0.005, jitter: 0.005 },
  faults: { kinds: ["crash", "partition", "refuse"], perMinute: 20 },
};

async function found(bugs: Bugs, replay?: string): Promise<SimulationError> {
  const error = await runSimulation(NAME, options, journal(bugs), { ...host, replay }).catch(
    (thrown: unknown) => thrown,
  );
  assert(error instanceof SimulationError, String(error));
  return error;
}

test("without a bug no seed fails", async () => {
  assert.equal((await runSimulation(NAME, options, journal(), host)).runs, 200);
});

for (const bugs of [{ acknowledgesEarly: true }, { forgetsOnReconnect: true }])
  test(`${Object.keys(bugs)}: found, shrunk to one fault, and replayed`, async () => {
    const error = await found(bugs);
    assert.match(error.message, /shrunk from \d+ faults to 1 fault, in \d+ runs:/);
    const replay = /^TORSION_REPLAY='(.*)' node/.exec(error.replay)?.[1];
    assert.equal((await found(bugs, replay)).replay, error.replay);
  });

test("README and the guide show what a failure looks like, as it is", async () => {
  const { message } = await found({ acknowledgesEarly: true });
  for (const page of ["README.md", "docs/guide/simulate.md"])
    assert(readFileSync(page, "utf8").includes(message), `${page} should show:\n${message}`);
});
