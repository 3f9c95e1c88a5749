import assert from "node:assert/strict";
import { test } from "node:test";
import { Service, type ServiceReactor } from "../../application/index.ts";
import type { SupervisorChannel, WorkerMessage } from "../../platform/node/index.ts";
import { Clock } from "../../time/index.ts";
import type { Run } from "../feature.ts";
import { Workers } from "./workers.ts";
import { supervisorFor, WORKERS, type WorkersHost } from "./workers-feature.ts";

function world(inWorker: boolean) {
  const sent: WorkerMessage[] = [];
  let close = (): void => {};
  let stops = 0;
  let restarts = 0;
  const supervisor: SupervisorChannel = {
    worker: 2,
    pid: 7,
    send: (message) => void sent.push(message),
    receive: () => {},
    whenToStop: (stop) => {
      close = () => stop("closed");
    },
  };
  const listened = () => {
    restarts += 1;
    return () => {
      restarts -= 1;
    };
  };
  const workers: WorkersHost = {
    supervisor: inWorker ? supervisor : null,
    spawn: () => assert.fail("none is started"),
    onRestart: listened,
    onHangUp: listened,
  };
  const stop = (): void => {
    stops += 1;
  };
  const join = (service: Service, options = {}) =>
    WORKERS.join({
      options,
      reactor: { stop } as unknown as ServiceReactor,
      service,
      workers,
    } as unknown as Run);
  return {
    sent,
    workers,
    join,
    close: () => close(),
    stops: () => stops,
    restarts: () => restarts,
  };
}

test("--workers is a number, or auto", () => {
  const { parse } = WORKERS.options[0]!;
  assert.equal(parse!("3"), 3);
  assert.ok((parse!("auto") as number) >= 1);
  for (const wrong of ["0", "-1", "2.5", "many", "5000"]) assert.throws(() => parse!(wrong));
});

test("a supervisor takes the place of the program where workers are wanted, and not in a worker", () => {
  const { workers } = world(false);
  const clock = new Clock();
  assert.ok(supervisorFor(clock, { workers: 2 }, workers) instanceof Workers);
  assert.equal(supervisorFor(clock, {}, workers), null);
  assert.equal(supervisorFor(clock, { workers: 2 }, undefined), null);
  assert.equal(supervisorFor(clock, { workers: 2 }, world(true).workers), null);
});

test("a worker says how far it is, and stops when its supervisor is no more", async () => {
  const { join, sent, close, stops } = world(true);
  const hooks = join(new Service())!;
  await hooks.starting!();
  await hooks.started!();
  assert.equal(stops(), 0);
  close();
  assert.equal(stops(), 1);
  await hooks.stopping!();
  assert.deepEqual(sent, [{ torsion: "started" }, { torsion: "stopping" }]);
});

test("a supervisor can be asked to start its workers anew while it lives, any other program cannot", async () => {
  const { join, workers, restarts } = world(false);
  assert.equal(join(new Service()), null);
  const hooks = join(supervisorFor(new Clock(), { workers: 1 }, workers)!)!;
  await hooks.starting!();
  assert.equal(restarts(), 1);
  await hooks.stopping!();
  assert.equal(restarts(), 0);
  const logging = join(supervisorFor(new Clock(), { workers: 1 }, workers)!, { "log-file": "x" })!;
  await logging.starting!();
  assert.equal(restarts(), 2, "SIGHUP goes to all, where there is a log to be opened anew");
  await logging.stopping!();
  assert.equal(restarts(), 0);
});
