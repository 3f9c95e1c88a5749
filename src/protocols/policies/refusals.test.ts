import assert from "node:assert/strict";
import { test } from "node:test";
import { capturedLogs, formatEvent } from "../../logger/index.ts";
import { IPv4Address } from "../../net/index.ts";
import { Clock } from "../../time/index.ts";
import { Refusals } from "./refusals.ts";

const peer = new IPv4Address("TCP", "10.0.0.2", 50_000);

test("all are counted, one a second is logged, and says how many there were", () => {
  const clock = new Clock();
  const refusals = new Refusals(clock, () => "Chat");
  const events = capturedLogs(() => {
    for (let i = 0; i < 1000; i++) {
      assert.equal(refusals.refuse(peer, "enough"), null);
      clock.advance(1 / 256);
    }
  });
  assert.equal(refusals.count, 1000);
  assert.deepEqual(
    events.map(({ times, why, factory }) => [times, why, factory]),
    [1, 256, 256, 256].map((times) => [times, "enough", "Chat"]),
  );
  assert.deepEqual(
    events.slice(0, 2).map((event) => formatEvent(event)),
    [`Chat refuses ${peer}: enough`, `Chat refuses ${peer}: enough (256 times)`],
  );
  assert.equal(clock.getDelayedCalls().length, 0);
});
