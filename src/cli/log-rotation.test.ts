import assert from "node:assert/strict";
import { test } from "node:test";
import { Clock } from "../time/index.ts";
import { LOG_ROTATION } from "./log-rotation.ts";

function joined(rotateIfDue: (() => void) | null, options: object) {
  const reactor = new Clock();
  return { reactor, hooks: LOG_ROTATION.join({ reactor, options, log: { rotateIfDue } } as never) };
}

test("the file of workers is looked at each second, until all has stopped", () => {
  let times = 0;
  const { reactor, hooks } = joined(() => void times++, { "log-rotate": "daily" });
  hooks!.starting!();
  reactor.advance(1);
  reactor.advance(1);
  assert.equal(times, 3);
  hooks!.stopped!();
  assert.deepEqual(reactor.getDelayedCalls(), []);
});

test("without workers, or a rotation, there is nothing to look at", () => {
  assert.equal(joined(null, { "log-rotate": "daily" }).hooks, null);
  assert.equal(joined(() => {}, {}).hooks, null);
});
