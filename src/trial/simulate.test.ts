import assert from "node:assert/strict";
import { test } from "node:test";
import { TCPClientEndpoint, TCPServerEndpoint } from "../endpoints/index.ts";
import { Protocol } from "../protocols/index.ts";
import { runSimulation, type Scenario, type SimulationHost } from "../testing/index.ts";
import { forbidWorld } from "./host/index.ts";
import { RecordingRunner } from "./recording-runner.test-fixture.ts";
import { register, simulate, torture } from "./simulate.ts";

simulate("simulate: a test of the runner that loaded this file", { seeds: 3 }, async (world) => {
  await world.sleep(60);
  assert.equal(world.now(), 60);
});

torture("torture: another one", { faults: ["partition"] }, (world) => {
  world.boot("b", (reactor) => {
    new TCPServerEndpoint(reactor, 80).listen(Protocol);
  });
  world.boot("a", (reactor) => {
    const end = world.operation("a", "connect");
    new TCPClientEndpoint(reactor, "b", 80, { seconds: 10 }).connect(Protocol).addBoth(() => end());
  });
});

/** What the runner says of scenarios with those names, run in that order. */
async function outcomes(
  host: Partial<SimulationHost>,
  scenarios: Readonly<Record<string, Scenario>>,
): Promise<string[]> {
  const runner = new RecordingRunner();
  const whole = { command: "node x.test.js", ...host };
  for (const [name, scenario] of Object.entries(scenarios))
    register(
      runner,
      name,
      () => whole,
      (given) => runSimulation(name, { seeds: 2 }, scenario, given),
    );
  return runner.runAll();
}

test("what no seed decides fails the test, and the message names the line", async () => {
  const [line] = await outcomes(
    { forbidWorld },
    {
      careless: async (world) => {
        await world.sleep(1);
        try {
          return Math.random();
        } catch {
          return 0; // It is no use to look the other way.
        }
      },
    },
  );
  assert.match(line!, /forbidden NotSimulatedError: Math\.random\(\) inside of a simulation/);
  assert.match(line!, /simulate\.test\.[jt]s:\d+/);
});

test("where a run is replayed, other simulations are skipped", async () => {
  const seeds: number[] = [];
  const see: Scenario = (world) => void seeds.push(world.seed);
  assert.deepEqual(await outcomes({ replay: "this: seed 7" }, { this: see, that: see }), [
    "this: ok",
    "that: skip TORSION_REPLAY names another one",
  ]);
  assert.deepEqual(new Set(seeds), new Set([7]));
});

test("one at a time, though the runner runs tests side by side; one that fails holds up no other", async () => {
  const runner = new RecordingRunner();
  const log: string[] = [];
  for (const name of ["a", "b"])
    register(
      runner,
      name,
      () => ({ command: "" }),
      async () => {
        log.push(`${name} begins`);
        await null;
        log.push(`${name} ends`);
        throw new Error(name);
      },
    );
  const running = { skip: () => {}, todo: () => {} };
  await Promise.allSettled(runner.tests.map(({ run }) => run(running)));
  assert.deepEqual(log, ["a begins", "a ends", "b begins", "b ends"]);
});
