import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { LimitedHistoryLogObserver } from "./history.ts";
import type { LogEvent } from "./observer.ts";

function replayed(history: LimitedHistoryLogObserver): unknown[] {
  const events: LogEvent[] = [];
  history.replayTo((event) => events.push(event));
  return events.map((event) => event.n);
}

test("the latest events are kept, and replayed oldest first, any number of times", () => {
  fc.assert(
    fc.property(fc.nat(8), fc.nat(30), (size, count) => {
      const history = new LimitedHistoryLogObserver(size);
      const all = Array.from({ length: count }, (_, n) => n);
      for (const n of all) history.observe({ n });
      const expected = all.slice(Math.max(0, count - size));
      assert.deepEqual(replayed(history), expected);
      assert.deepEqual(replayed(history), expected);
    }),
  );
});

test("clear forgets them, and the history fills again", () => {
  const history = new LimitedHistoryLogObserver(2);
  for (const n of [1, 2, 3]) history.observe({ n });
  history.clear();
  assert.deepEqual(replayed(history), []);
  history.observe({ n: 4 });
  assert.deepEqual(replayed(history), [4]);
});

test("what is logged during a replay is not replayed", () => {
  const history = new LimitedHistoryLogObserver();
  history.observe({ n: 1 });
  history.replayTo((event) => history.observe(event));
  assert.deepEqual(replayed(history), [1, 1]);
  assert.throws(() => new LimitedHistoryLogObserver(Number.NaN), RangeError);
});
