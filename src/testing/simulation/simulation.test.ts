import assert from "node:assert/strict";
import { test } from "node:test";
import { Deferred } from "../../deferred/index.ts";
import { NotDeterministicError, SimulationError, SimulationOptionError } from "./errors.ts";
import type { Scenario } from "./run.ts";
import { runSimulation, type SimulationHost, type SimulationOptions } from "./simulation.ts";
import { simulationHost } from "./test-host.test-fixture.ts";

/** Fails where `a` crashes after the 30th second and `b` has crashed before. */
const fragile: Scenario = (world) => {
  let wasDown = false;
  world.boot("a", () => {});
  world.boot("b", () => {});
  world.boot("c", () => {});
  world.network.observe(({ kind, text, from }) => {
    if (kind !== "fault" || text !== "crash") return;
    if (from === "b") wasDown = true;
    else if (from === "a" && wasDown && world.now() > 30) throw new RangeError("both");
  });
};
const options: SimulationOptions = { faults: { kinds: ["crash"] }, seeds: 50 };

async function errorOf(
  host: Partial<SimulationHost> = {},
  scenario: Scenario = fragile,
): Promise<SimulationError> {
  try {
    await runSimulation("fragile", options, scenario, { ...simulationHost, ...host });
  } catch (error) {
    assert(error instanceof SimulationError, String(error));
    return error;
  }
  return assert.fail("no seed fails");
}

test("a seed that fails is shrunk to the faults that matter, and its line runs it again", async () => {
  const error = await errorOf();
  assert.match(error.message, /^fragile: seed \d+ fails after \d+\.\d{3} simulated seconds\n/);
  assert.match(error.message, /scenario RangeError: both/);
  assert.match(
    error.message,
    /to 2 faults, in \d+ runs:\n {4}crash of b at .*\n {4}crash of a at /,
  );
  assert((error.cause as Error).message === "both");
  const replay = /^TORSION_REPLAY='(.*)' node x\.test\.js$/.exec(error.replay)?.[1];
  assert.match(replay!, /^fragile: seed \d+, faults \d+ \d+$/);
  const again = await errorOf({ replay });
  assert.equal(again.replay, error.replay);
});

test("a run of another scenario's is not this one's to replay", async () => {
  const host = { ...simulationHost, replay: "another: seed 3" };
  assert.equal((await runSimulation("fragile", options, fragile, host)).runs, 0);
});

test("what failed is kept, and run first from then on", async () => {
  let text = "";
  const corpus = {
    read: () => text,
    append: (line: string): void => {
      text += `${line}\n`;
    },
  };
  const error = await errorOf({ corpus });
  assert.match(text, /^fragile: seed \d+, faults \d+ \d+ {2}# scenario RangeError\n$/);
  const runs: number[] = [];
  const counting: Scenario = (world) => {
    runs.push(world.seed);
    return fragile(world);
  };
  assert.equal((await errorOf({ corpus }, counting)).replay, error.replay);
  assert.equal(runs[0], Number(/seed (\d+)/.exec(text)?.[1]));
  assert.equal(text.split("\n").length, 2);
});

test("pictures of what fails are kept, and the message says where", async () => {
  const error = await errorOf({ keepPictures: (name) => [`/tmp/${name}.html`] });
  assert.match(error.message, /see \/tmp\/fragile\.html/);
});

test("a seed that does not do the same twice is an error that shows where", async () => {
  let runs = 0;
  const unsteady: Scenario = (world) => {
    world.reactor("a");
    runs += 1;
    world.note("a", `run ${runs}`);
  };
  await assert.rejects(
    runSimulation("unsteady", { seeds: 3 }, unsteady, simulationHost),
    (error: Error) =>
      error instanceof NotDeterministicError &&
      /seed 1: .*\n.*run 1.*\n.*run 2/.test(error.message),
  );
});

test("what only a closer look finds is found: a Deferred that somebody waits for, with its line", async () => {
  const forgetful: Scenario = (world) => {
    world.boot("a", () => {
      new Deferred<void>().addCallback(() => {});
      return () => {};
    });
  };
  const error = await errorOf({}, forgetful);
  assert.match(
    error.message,
    /left over Deferred: .*\n {6}1 left behind:\n.*simulation\.test\.[jt]s:\d+/,
  );
  const replay = /^TORSION_REPLAY='(.*)' node/.exec(error.replay)?.[1];
  assert.equal((await errorOf({ replay }, forgetful)).replay, error.replay);
});

test("a failure to converge says what is waited for, and which line made it", async () => {
  const patient: Scenario = (world) => {
    world.boot("a", (reactor) => void reactor.callLater(9999, () => {}));
    world.eventually("never", () => false);
  };
  const { message } = await errorOf({}, patient);
  assert.match(
    message,
    /nothing happens for .*delayed call.* on a, made at .*simulation\.test\.[jt]s:\d+/,
  );
});

test("where no seed is to be run twice, none is", async () => {
  let runs = 0;
  const counting: Scenario = () => {
    runs += 1;
  };
  await runSimulation("counting", { seeds: 3, twiceEvery: 0 }, counting, simulationHost);
  assert.equal(runs, 3);
});

test("all goes well: how much was run, and a hash that is the same again", async () => {
  const peaceful: Scenario = async (world) => {
    world.reactor("a");
    await world.sleep(world.random());
    world.note("a", `seed ${world.seed} has slept`);
  };
  const run = (seeds: number | number[]) =>
    runSimulation("peaceful", { seeds }, peaceful, simulationHost);
  const report = await run(20);
  assert.equal(report.runs, 20);
  assert.equal(report.hash, (await run(20)).hash);
  assert.notEqual(report.hash, (await run(19)).hash);
  assert.equal((await run([3, 7])).runs, 2);
  const host = { ...simulationHost, seeds: 5 };
  assert.equal((await runSimulation("peaceful", { seeds: 20 }, peaceful, host)).runs, 5);
});

test("what makes no sense is said before anything runs", async () => {
  const run = (name: string, wrong: SimulationOptions): Promise<unknown> =>
    runSimulation(name, wrong, () => assert.fail(), simulationHost);
  await assert.rejects(run("", {}), SimulationOptionError);
  await assert.rejects(run("a: seed 3", {}), SimulationOptionError);
  await assert.rejects(run("x", { faults: { kinds: ["gremlins"] } }), SimulationOptionError);
  await assert.rejects(run("x", { twiceEvery: -1 }), SimulationOptionError);
  for (const seeds of [0, -5, 1.5, [], [-1]])
    await assert.rejects(run("x", { seeds }), SimulationOptionError);
  await assert.rejects(run("x", { seconds: Number.POSITIVE_INFINITY }), SimulationOptionError);
});

test("a line that runs a failure again runs it once; one that names what is not there says so", async () => {
  let runs = 0;
  const counting: Scenario = (world) => {
    runs += 1;
    return fragile(world);
  };
  const { replay: line } = await errorOf();
  const replay = /'(.*)'/.exec(line)?.[1];
  const error = await errorOf({ replay }, counting);
  assert.equal(runs, 1);
  assert.match(error.message, /\n {2}with 2 faults going wrong:\n {4}crash of b/);
  await assert.rejects(
    runSimulation("fragile", options, fragile, {
      ...simulationHost,
      replay: "fragile: seed 3, faults 999",
    }),
    /there is no fault 999: this seed has the faults 0 to /,
  );
});

test("what cannot be kept does not hide what failed", async () => {
  const refuse = (): never => assert.fail("the disk is full");
  const error = await errorOf({
    corpus: { read: () => "", append: refuse },
    keepPictures: refuse,
  });
  assert.match(error.message, /scenario RangeError: both/);
  assert.match(error.message, /could not keep it in the corpus: the disk is full/);
  assert.match(error.message, /could not keep pictures of it: the disk is full/);
});

test("a failure that comes and goes with the same seed is no failure of the seed's", async () => {
  let runs = 0;
  const flaky: Scenario = (world) => {
    runs += 1;
    const first = runs === 2;
    world.eventually("x", () => !first);
  };
  await assert.rejects(
    runSimulation("flaky", { seeds: 5, twiceEvery: 3 }, flaky, simulationHost),
    (error: Error) =>
      error instanceof NotDeterministicError || assert.fail(`${error.message} after ${runs} runs`),
  );
});

test("very many seeds take no room", async () => {
  let runs = 0;
  const stops: Scenario = () => {
    runs += 1;
    assert(runs < 3);
  };
  const many = { seeds: 2 ** 52, shrinkRuns: 0, twiceEvery: 0 };
  await assert.rejects(runSimulation("many", many, stops, simulationHost), /many: seed 3 fails/);
});
