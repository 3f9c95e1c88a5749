import assert from "node:assert/strict";
import { test } from "node:test";
import type { TurnsDescription } from "../../net/index.ts";
import { modelOf } from "./model.ts";
import { connection, snapshotOf } from "./snapshots.test-fixture.ts";

test("rates are of the time between two snapshots, by connection and in all", () => {
  const before = snapshotOf({
    seconds: 10,
    connections: [connection({ id: 1, bytesIn: 100 }), connection({ id: 2 })],
  });
  const now = snapshotOf({
    seconds: 12,
    connections: [
      connection({ id: 1, bytesIn: 300, bytesOut: 50 }),
      connection({ id: 2, bytesIn: 10 }),
      // New: nobody knows since when.
      connection({ id: 3, bytesIn: 1000 }),
    ],
  });
  const { rates, total } = modelOf(now, before);
  assert.deepEqual(
    [...rates],
    [
      [1, { in: 100, out: 25 }],
      [2, { in: 5, out: 0 }],
    ],
  );
  assert.deepEqual(total, { in: 105, out: 25 });
});

test("there are none after the first snapshot, nor where the program has been started again", () => {
  const first = snapshotOf({ seconds: 10, connections: [connection({ bytesIn: 1 })] });
  const later = { connections: [connection({ bytesIn: 500 })] };
  assert.equal(modelOf(first, null).rates.size, 0);
  assert.equal(modelOf(first, first).rates.size, 0);
  assert.equal(modelOf(snapshotOf({ ...later, seconds: 11, pid: 8 }), first).rates.size, 0);
  const again = snapshotOf({ ...later, seconds: 11, reactor: { upSeconds: 1 } });
  assert.equal(modelOf(again, first).rates.size, 0);
  assert.equal(modelOf(snapshotOf({ ...later, seconds: 11 }), first).rates.size, 1);
});

test("turns: how many a second, and the share of the time that they took", () => {
  const turns = (
    count: number,
    busySeconds: number,
    measuredSeconds: number,
  ): TurnsDescription => ({
    ...{ count, busySeconds, measuredSeconds, longestSeconds: 0.5 },
    ...{ over10ms: count / 10, over100ms: 0, over1s: 0 },
  });
  const at = (seconds: number, told: TurnsDescription | null) =>
    snapshotOf({ seconds, reactor: { turns: told } });
  const { turns: rates } = modelOf(at(12, turns(300, 1, 4)), at(10, turns(100, 0.5, 2)));
  assert.deepEqual(rates, { perSecond: 100, busy: 0.25, over10ms: 20 });
  assert.equal(modelOf(at(12, null), at(10, turns(1, 0, 1))).turns, null);
  // Measured anew: nobody looked in between.
  assert.equal(modelOf(at(12, turns(1, 0, 0.1)), at(10, turns(9, 0, 9))).turns, null);
});
