/** The job queue of `job-queue.ts` on five hosts: what goes wrong, and what must come of it all the same. */
import type { Scenario, SimulationOptions } from "torsion/testing";
import { Disk, type ServerOptions, startClient, startServer, startWorker } from "./job-queue.ts";

const JOBS = 8;

export const jobQueueOptions: SimulationOptions = {
  network: { latency: 0.005, jitter: 0.01 },
  faults: { kinds: "all", perMinute: 20 },
};

export function jobQueue(server: ServerOptions = {}): Scenario {
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
