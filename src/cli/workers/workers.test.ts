import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { Deferred, Failure } from "../../deferred/index.ts";
import { ProcessTerminated } from "../../net/index.ts";
import type { WorkerMessage } from "../../platform/node/index.ts";
import { Clock } from "../../time/index.ts";
import { WorkerStartError } from "../errors.ts";
import { PortKeeper } from "./port-keeper.ts";
import { type WorkerEvents, type WorkerProcess, Workers } from "./workers.ts";

interface Connection {
  destroy(): void;
}

class FakeWorker implements WorkerProcess {
  readonly pid: number;
  readonly number: number;
  readonly signals: string[] = [];
  readonly #told: WorkerEvents<Connection>;
  living = true;
  constructor(pid: number, number: number, told: WorkerEvents<Connection>) {
    this.pid = pid;
    this.number = number;
    this.#told = told;
  }
  signal(name: string): void {
    this.signals.push(name);
  }
  says(message: WorkerMessage): this {
    this.#told.message(message, () => {});
    return this;
  }
  started(): this {
    return this.says({ torsion: "started" });
  }
  ends(exitCode: number | null = 0, signal: string | null = null): void {
    this.living = false;
    const error = new ProcessTerminated(`worker ${this.number} has ended`, { exitCode, signal });
    this.#told.ended(new Failure(error));
  }
}

/** Has it fired, and is what it waits for over? */
function watched(deferred: Deferred<void>): { readonly over: boolean } {
  const state = { over: false };
  deferred.addBoth(() => {
    state.over = true;
  });
  return state;
}

function world(count: number) {
  const clock = new Clock();
  const all: FakeWorker[] = [];
  const closed: unknown[] = [];
  const ports = new PortKeeper<Connection>(clock, async (wanted) => ({
    address: { host: "h", port: 80 },
    close: () => void closed.push(wanted),
  }));
  const service = new Workers<Connection>(clock, {
    count,
    ports,
    killTime: 10,
    spawn: (number, told) => {
      const worker = new FakeWorker(all.length + 100, number, told);
      all.push(worker);
      const spawned = new Deferred<WorkerProcess>();
      spawned.callback(worker);
      return spawned;
    },
  });
  const living = (): number[] => all.filter((one) => one.living).map(({ number }) => number);
  const serving = (): void => {
    service.privilegedStartService();
    for (let i = 0; i < count; i++) all[i]!.started();
    service.startService();
  };
  return { clock, all, service, living, closed, ports, serving };
}

describe("workers", () => {
  test("the first starts alone, then the others together; it has started when all have", () => {
    const { service, all, living } = world(3);
    const started = watched(service.privilegedStartService());
    assert.deepEqual(living(), [1]);
    all[0]!.started();
    assert.deepEqual(living(), [1, 2, 3]);
    all[2]!.started();
    assert.equal(started.over, false);
    all[1]!.started();
    assert.equal(started.over, true);
    assert.deepEqual(service.pids, [100, 101, 102]);
  });

  test("one that ends before it has started ends the whole, with its status, and is not tried again", async () => {
    for (const which of [0, 1]) {
      const { service, all, clock } = world(2);
      let why: unknown;
      service.privilegedStartService().addErrback(({ value }) => {
        why = value;
      });
      if (which === 1) all[0]!.started();
      all[which]!.ends(64);
      assert.ok(why instanceof WorkerStartError);
      assert.equal(why.status, 64);
      const count = all.length;
      clock.advance(1000);
      assert.equal(all.length, count);
      const stopped = watched(service.stopService());
      await turn();
      for (const worker of all) if (worker.living) worker.ends();
      assert.equal(stopped.over, true);
    }
  });

  test("one that was killed says nothing itself: there is no status", () => {
    const { service, all } = world(1);
    let why: unknown;
    service.privilegedStartService().addErrback(({ value }) => {
      why = value;
    });
    all[0]!.ends(null, "SIGKILL");
    assert.equal((why as WorkerStartError).status, null);
  });

  test("one that dies later is started again: at once, and after a delay that doubles when it dies at once", () => {
    const { all, clock, living, serving } = world(2);
    serving();
    clock.advance(60);
    all[0]!.ends(null, "SIGKILL");
    clock.advance(0);
    assert.deepEqual(living(), [2, 1]);
    const delays: number[] = [];
    for (let i = 0; i < 4; i++) {
      if (i % 2 === 0) all.at(-1)!.started();
      // It takes its time to fail to start.
      else clock.advance(20);
      all.at(-1)!.ends(1);
      const count = all.length;
      let waited = 0;
      for (; all.length === count; waited += 0.5) clock.advance(0.5);
      delays.push(waited);
    }
    assert.deepEqual(delays, [1, 2, 4, 8]);
  });

  test("stop: nothing is listened on, all are told to end, it waits for each and kills the last", async () => {
    const { service, all, clock, closed, serving } = world(2);
    serving();
    all[0]!.says({ torsion: "listen", id: 1, wanted: { host: "h", port: 80, backlog: 5 } });
    await turn();
    const stopped = watched(service.stopService());
    await turn();
    assert.equal(closed.length, 1);
    assert.deepEqual(
      all.map(({ signals }) => signals),
      [["TERM"], ["TERM"]],
    );
    all[0]!.ends();
    clock.advance(10);
    assert.deepEqual(all[1]!.signals, ["TERM", "KILL"]);
    assert.equal(stopped.over, false);
    all[1]!.ends(null, "SIGKILL");
    assert.equal(stopped.over, true);
    assert.equal(clock.getDelayedCalls().length, 0);
  });

  test("hangUp reaches all that live; who is being started would die of it, and hears of it when it has", () => {
    const { service, all, serving, clock } = world(3);
    serving();
    all[1]!.ends();
    all[2]!.ends();
    clock.advance(1);
    service.hangUp();
    assert.deepEqual(
      all.map(({ signals }) => signals),
      [["HUP"], [], [], [], []],
    );
    all[3]!.started();
    assert.deepEqual(all[3]!.signals, ["HUP"]);
    all[4]!.ends();
    clock.advance(10);
    all[5]!.started();
    assert.deepEqual([all[5]!.signals, all[0]!.signals], [["HUP"], ["HUP"]]);
  });

  test("rolling restart: one after the other, each when the one before it serves", () => {
    const { service, all, clock, living, serving } = world(2);
    serving();
    const over = watched(service.rollingRestart());
    assert.deepEqual([all[0]!.signals, all[1]!.signals], [["TERM"], []]);
    all[0]!.ends();
    clock.advance(0);
    assert.deepEqual([living(), all[1]!.signals], [[2, 1], []]);
    all[2]!.started();
    assert.deepEqual(all[1]!.signals, ["TERM"]);
    all[1]!.ends();
    clock.advance(0);
    assert.equal(over.over, false);
    all[3]!.started();
    assert.equal(over.over, true);
    assert.deepEqual(living(), [1, 2]);
  });

  test("rolling restart, asked for again: begins with the one that hangs; nobody of the others ends meanwhile", () => {
    const { service, all, clock, living, serving } = world(3);
    serving();
    const over = watched(service.rollingRestart());
    all[0]!.ends();
    clock.advance(0);
    all[3]!.started();
    assert.equal(service.rollingRestart().called, true);
    all[1]!.ends();
    clock.advance(0);
    // The second one hangs.
    assert.equal(service.rollingRestart().called, true);
    assert.equal(service.rollingRestart().called, true);
    assert.deepEqual([all[4]!.number, all[4]!.signals], [2, ["TERM"]]);
    all[4]!.ends();
    clock.advance(0);
    assert.deepEqual(living(), [3, 1, 2]);
    assert.deepEqual([all[2]!.signals, all[3]!.signals], [[], []]);
    all[5]!.started();
    for (const [old, young] of [
      [2, 6],
      [3, 7],
    ] as const) {
      assert.equal(over.over, false);
      assert.deepEqual(all[old]!.signals, ["TERM"]);
      all[old]!.ends();
      clock.advance(0);
      all[young]!.started();
    }
    assert.equal(over.over, true);
    assert.deepEqual(
      all.filter((one) => one.living).map(({ number, signals }) => [number, signals.length]),
      [
        [2, 0],
        [3, 0],
        [1, 0],
      ],
    );
    // And it is over: the next one begins with the first.
    service.rollingRestart();
    assert.deepEqual(all[7]!.signals, ["TERM"]);
  });

  test("rolling restart: one that does not start any more leaves the others as they are", () => {
    const { service, all, clock, serving } = world(2);
    serving();
    const over = watched(service.rollingRestart());
    all[0]!.ends();
    clock.advance(0);
    all[2]!.ends(1);
    assert.equal(over.over, true);
    assert.deepEqual(all[1]!.signals, []);
    clock.advance(1);
    assert.equal(all.length, 4, "and is tried again");
  });

  test("stop during a rolling restart, and during the start: nobody is left", async () => {
    for (let at = 0; at < 6; at++) {
      const { service, all, clock, living } = world(2);
      service.privilegedStartService().addErrback(() => {});
      if (at > 0) all[0]!.started();
      if (at > 1) {
        all[1]!.started();
        service.startService();
        service.rollingRestart();
      }
      if (at > 2) all[0]!.ends();
      if (at > 3) clock.advance(0);
      if (at > 4) all[2]!.started();
      const stopped = watched(service.stopService());
      await turn();
      for (const worker of all) if (worker.living) worker.ends();
      clock.advance(1000);
      assert.equal(stopped.over, true, `at ${at}`);
      assert.deepEqual(living(), []);
      assert.equal(clock.getDelayedCalls().length, 0);
    }
  });
});
