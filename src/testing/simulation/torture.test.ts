import assert from "node:assert/strict";
import { test } from "node:test";
import { TCPClientEndpoint, TCPServerEndpoint } from "../../endpoints/index.ts";
import { Protocol } from "../../protocols/index.ts";
import { SimulationError, SimulationOptionError } from "./errors.ts";
import type { Scenario } from "./run.ts";
import { simulationHost } from "./test-host.test-fixture.ts";
import { torture } from "./torture.ts";
import type { World } from "./world.ts";

/** `a` asks `b`, which answers and closes. With the bug it is the answer, which may not come, that ends the request. */
function request(world: World, buggy: boolean): void {
  class Answering extends Protocol {
    override dataReceived(data: Uint8Array): void {
      this.transport.write(data);
      this.transport.loseConnection();
    }
  }
  class Asking extends Protocol {
    readonly #end: () => void;
    constructor(end: () => void) {
      super();
      this.#end = end;
    }
    override connectionMade(): void {
      this.transport.write(new Uint8Array(5));
    }
    override dataReceived(): void {
      if (buggy) this.#end();
    }
    override connectionLost(): void {
      if (!buggy) this.#end();
    }
  }
  world.boot("b", (reactor) => {
    new TCPServerEndpoint(reactor, 80).listen(Answering);
  });
  world.boot("a", (reactor) => {
    const end = world.operation("a", "request");
    const asking = new TCPClientEndpoint(reactor, "b", 80, { seconds: 10 })
      .connect(() => new Asking(end))
      .addErrback(() => end());
    // A peer that is gone without a word is noticed by the time that passes.
    reactor.callLater(20, () => {
      asking.addCallback((protocol) => protocol?.transport.abortConnection());
    });
  });
  world.eventually("half a minute has passed", () => world.now() >= 30);
}

const right: Scenario = (world) => request(world, false);

test("each point and each fault is a run, and each operation ends", async () => {
  const options = { faults: ["crash", "partition"] };
  const { points, runs, operations } = await torture("request", options, right, simulationHost);
  assert(points >= 6, `${points}`);
  // A crash of each of two hosts, a partition either way, and the undisturbed run.
  assert.equal(runs, 1 + points * 4);
  // Those of a crashed host need not, but its next life asks again.
  assert(operations >= runs, `${operations} of ${runs}`);
});

test("an operation whose end is lost is found, and its line runs it again", async () => {
  const wrong: Scenario = (world) => request(world, true);
  const options = { faults: ["crash"] };
  const found = async (replay?: string): Promise<SimulationError> => {
    const host = { ...simulationHost, replay };
    const error = await torture("request", options, wrong, host).catch((thrown: unknown) => thrown);
    assert(error instanceof SimulationError, String(error));
    return error;
  };
  const error = await found();
  assert.match(error.message, /never ended "request": request on a has not ended\n {6}\S/);
  const replay = /^TORSION_REPLAY='(.*)' node/.exec(error.replay)?.[1];
  assert.match(replay!, /^request: seed 1, at point \d+ crash on b$/);
  assert.equal((await found(replay)).message, error.message);
});

test("where nothing travels there is nothing to disturb", async () => {
  await assert.rejects(
    torture("idle", {}, () => {}, simulationHost),
    SimulationOptionError,
  );
});

test("what would torture nothing, or never end, is an error; so is a point that does not come", async () => {
  for (const wrong of [{ everyPoint: 0 }, { everyPoint: Number.NaN }, { faults: [] }, { seed: -1 }])
    await assert.rejects(torture("request", wrong, right, simulationHost), SimulationOptionError);
  await assert.rejects(torture("a: seed 3", {}, right, simulationHost), SimulationOptionError);
  const replaying = (replay: string) =>
    torture("request", {}, right, { ...simulationHost, replay: `request: seed 1, ${replay}` });
  await assert.rejects(replaying("at point 9999 crash on a"), /point 9999 does not come/);
  await assert.rejects(
    replaying("at point 1 crash on nobody"),
    /crash on nobody: the hosts are b, a/,
  );
  await assert.rejects(replaying("at point 1 crush on a"), /no fault is called "crush"/);
});
