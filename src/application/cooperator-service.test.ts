import assert from "node:assert/strict";
import test from "node:test";
import { SchedulerStopped } from "../task/index.ts";
import { Clock } from "../time/index.ts";
import { CooperatorService } from "./cooperator-service.ts";

function world() {
  const clock = new Clock();
  const service = new CooperatorService({ clock });
  let steps = 0;
  function* work(): Generator<undefined> {
    for (let step = 0; step < 3; step++) {
      steps += 1;
      yield undefined;
    }
  }
  return { clock, service, work, steps: () => steps };
}

test("work that was added begins with the start, and is done in steps", () => {
  const { clock, service, work, steps } = world();
  const done = service.coiterate(work());
  clock.advance(1);
  assert.equal(steps(), 0);
  service.startService();
  assert.equal(service.running, true);
  clock.advance(1);
  assert.equal(steps(), 3);
  assert.ok(done.called);
});

test("the stop ends all work, what waits included; the next start takes new work", () => {
  const { clock, service, work, steps } = world();
  const errors: unknown[] = [];
  const fails = (): void => {
    service
      .cooperate(work())
      .whenDone()
      .addErrback((failure) => {
        errors.push(failure.check(SchedulerStopped));
      });
  };
  service.startService();
  fails();
  service.stopService();
  assert.equal(service.running, false);
  fails();
  assert.deepEqual(errors, [SchedulerStopped, SchedulerStopped]);
  service.startService();
  const done = service.coiterate(work());
  clock.advance(1);
  assert.ok(done.called);
  assert.equal(steps(), 3);
  service.stopService();
  assert.deepEqual(clock.getDelayedCalls(), []);
});
