import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { FaultTimetable } from "./fault-timetable.ts";

const crash = (host: string, at: number, seconds: number) => ({
  at,
  aimed: () => ({ nth: 0, kind: "crash", on: [host], at, seconds }),
});

function world() {
  const network = new MemoryNetwork();
  const log: string[] = [];
  for (const host of ["a", "b"]) network.boot(host, () => void log.push(`${host} up`));
  log.length = 0;
  network.observe(({ kind, text, from }) => {
    if (kind === "fault") log.push(`${from} ${text}`);
  });
  return { network, log };
}

test("each begins and ends at its time, in order", () => {
  const { network, log } = world();
  const timetable = new FaultTimetable(network, [crash("b", 2, 2), crash("a", 1, 2)]);
  const times: number[] = [];
  while (!timetable.isOver) {
    times.push(timetable.nextAt());
    timetable.next();
  }
  assert.deepEqual(times, [1, 2, 3, 4]);
  assert.deepEqual(log, ["a crash", "b crash", "a restart", "a up", "b restart", "b up"]);
  assert.equal(timetable.nextAt(), Number.POSITIVE_INFINITY);
  timetable.next();
});

test("all is undone at once, by whomever it was done", () => {
  const { network } = world();
  const timetable = new FaultTimetable(network, [crash("a", 1, 2), crash("a", 5, 2)]);
  timetable.next();
  network.crash("b");
  network.boot("c", () => {});
  network.kill("c");
  timetable.healAll();
  for (const host of network.hosts) assert(network.isRunning(host), host);
  assert(timetable.isOver);
});

test("a fault for which there is no host yet does nothing", () => {
  const { network, log } = world();
  const timetable = new FaultTimetable(network, [{ at: 1, aimed: () => null }]);
  timetable.next();
  assert(timetable.isOver);
  assert.deepEqual(log, []);
});
