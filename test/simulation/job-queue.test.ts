/** A nontrivial scenario under many seeds; a bug that was planted in it is found, shrunk and replayed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  runSimulation,
  SimulationError,
  type SimulationHost,
  type SimulationOptions,
  type World,
} from "torsion/testing";
import { Disk, type ServerOptions, startClient, startServer, startWorker } from "./job-queue.ts";

const JOBS = 8;
const host: SimulationHost = { command: "node queue.test.js" };
const options: SimulationOptions = {
  network: { latency: 0.005, jitter: 0.01 },
  faults: { kinds: ["crash", "partition", "refuse"] },
};

function jobQueue(server: ServerOptions = {}): (world: World) => void {
  return (world) => {
    const disk = new Disk();
    const kept = new Set<number>();
    world.boot("server", (reactor) => startServer(reactor, disk, server));
    world.boot("client", (reactor) => startClient(reactor, JOBS, kept));
    for (const worker of ["worker 1", "worker 2", "worker 3"]) world.boot(worker, startWorker);
    world.eventually(
      "every job that was acknowledged is done",
      () => kept.size === JOBS && [...kept].every((job) => disk.jobs.get(job) === "done"),
    );
  };
}

test("a job queue loses nothing, whatever happens", async () => {
  const { runs, hash } = await runSimulation(
    "job queue",
    { ...options, seeds: 50 },
    jobQueue(),
    host,
  );
  assert.equal(runs, 50);
  assert.match(hash, /^[0-9a-f]{32}$/);
});

test("an acknowledgement before the write is found, and shrunk to what it takes", async () => {
  const buggy = jobQueue({ acknowledgesEarly: true });
  const found = await runSimulation("job queue", { ...options, seeds: 1000 }, buggy, host).catch(
    (error: unknown) => error,
  );
  assert(found instanceof SimulationError, String(found));
  assert.match(found.message, /to 1 fault,.*\n {4}crash of server at/);
});
