import assert from "node:assert/strict";
import { test } from "node:test";
import { trackResources } from "../resources/index.ts";
import { Clock } from "./clock.ts";
import { delayedCallResource } from "./delayed-call-resource.ts";

test("a delayed call lives until it is made or cancelled, or its clock stops", () => {
  const clock = new Clock();
  let stopped = false;
  const type = delayedCallResource({ seconds: () => clock.seconds(), stopped: () => stopped });
  const made = clock.callLater(1, () => {});
  const cancelled = clock.callLater(1, () => {});
  assert.deepEqual([type.isLive(made), type.secondsLeft?.(made)], [true, 1]);
  clock.advance(0.5);
  assert.equal(type.secondsLeft?.(made), 0.5);
  stopped = true;
  assert.equal(type.isLive(made), false);
  stopped = false;
  cancelled.cancel();
  clock.advance(1);
  assert.deepEqual([type.isLive(made), type.isLive(cancelled)], [false, false]);
});

test("calls on a Clock are seen with name and line, and are no leaks: they go with it", () => {
  using tracked = trackResources();
  const clock = new Clock();
  clock.callLater(5, function poll() {});
  const [call] = tracked.live();
  assert.equal(call?.description, "delayed call of poll");
  assert.match(call?.place ?? "", /delayed-call-resource\.test\.js/);
  assert.deepEqual(tracked.leaks(), []);
});

test("what a delayed call sets is in consequence of the line that set the first", () => {
  using tracked = trackResources();
  const clock = new Clock();
  function again(): void {
    clock.callLater(1, again);
  }
  const first = clock.callLater(1, () => clock.callLater.call(clock, 1, again));
  const [{ place } = { place: null }] = tracked.live();
  clock.advance(1);
  assert.equal(first.active, false);
  assert.equal(tracked.live().length, 1);
  assert.match(place ?? "", /delayed-call-resource\.test\.js/);
});
