import assert from "node:assert/strict";
import { test } from "node:test";
import { Service } from "../../application/index.ts";
import type { ReactorDescription } from "../../net/index.ts";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { InspectError } from "../errors.ts";
import { Inspector } from "./inspector.ts";
import { modelOf } from "./model.ts";
import { plainText } from "./plain-text.ts";
import { readSnapshot, type Snapshot } from "./snapshot.ts";
import { connection, drained, snapshotOf } from "./snapshots.test-fixture.ts";
import { render } from "./view.ts";
import { FIRST_STATE } from "./view-state.ts";

const inspector = new Inspector({
  reactor: reactorOn(new MemoryNetwork().host("a")),
  service: new Service(),
  facts: new Map(),
  memory: () => ({ resident: 2, heapUsed: 1 }),
});

test("what an inspector tells is a snapshot when it has been JSON", () => {
  const snapshot = drained(inspector.snapshot({}));
  assert.deepEqual(readSnapshot(JSON.parse(JSON.stringify(snapshot))), snapshot);
});

test("what is none, or not for us, says so", () => {
  const { reactor, ...part } = drained(inspector.snapshot({}));
  for (const [value, message] of [
    [null, /no inspector/],
    [7, /no inspector/],
    [{ error: "too many" }, /the program says: too many/],
    [{ torsion: 2 }, /version 2/],
    [part, /only a part/],
    [{ ...part, reactor: { ...reactor, ports: 7 } }, /only a part/],
  ] as const)
    assert.throws(
      () => readSnapshot(value),
      (error: Error) => error instanceof InspectError && message.test(error.message),
    );
});

test("whatever is changed in a snapshot, it is refused with an InspectError or can be shown", () => {
  const others: readonly unknown[] = [
    null,
    7,
    -1e300,
    "x\u001b[2J",
    true,
    [],
    {},
    [null],
    { toString: 1 },
    1e9,
  ];
  const whole = snapshotOf({
    connections: [connection({ producer: { name: "P", streaming: true, paused: false } })],
    reactor: { ...FULL },
  });
  const places = placesOf(whole);
  assert.ok(places.length > 100);
  let [refused, shown] = [0, 0];
  for (const place of places)
    for (const other of others) {
      const changed: unknown = JSON.parse(JSON.stringify(whole));
      const at = place.slice(0, -1).reduce((value, name) => (value as Any)[name], changed) as Any;
      at[place.at(-1)!] = JSON.parse(JSON.stringify(other));
      let snapshot: Snapshot;
      try {
        snapshot = readSnapshot(changed);
      } catch (thrown) {
        assert.ok(thrown instanceof InspectError);
        refused += 1;
        continue;
      }
      shown += 1;
      const model = modelOf(snapshot, whole);
      const lines = render({ description: "d", model, trouble: null }, FIRST_STATE, SIZE);
      const all = plainText(snapshot) + lines.map(({ text }) => text).join("");
      assert.ok(!all.includes("\u001b"), place.join("."));
    }
  assert.ok(refused > 500 && shown > 100, `${refused} ${shown}`);
});

type Any = Record<string, unknown>;
const SIZE = { columns: 200, rows: 60 };
const what = { id: 3, place: null };
const FULL: Partial<ReactorDescription> = {
  turns: {
    ...{ count: 1, busySeconds: 1, longestSeconds: 1, over10ms: 0, over100ms: 0, over1s: 0 },
    measuredSeconds: 9,
  },
  attempts: [{ ...what, to: "a", tls: false, factory: "F", ageSeconds: 1, secondsLeft: 2 }],
  udpPorts: [
    {
      ...{ ...what, address: "u", protocol: "U", figures: null, state: "open", ageSeconds: 1 },
      ...{ datagramsIn: 0, datagramsOut: 0, bytesIn: 0, bytesOut: 0 },
    },
  ],
  lookups: [{ ...what, name: "n", ageSeconds: 1 }],
  delayedCalls: [{ ...what, what: "f", seconds: 1 }],
  processes: [{ ...what, name: "p", pid: 7, ageSeconds: 1, state: "running" }],
  threads: { min: 0, max: 1, threads: 1, working: 0, waiting: 0 },
};

/** All places in `value`, each as its names from outside in. */
function placesOf(value: unknown): string[][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [
    [name],
    ...placesOf(member).map((place) => [name, ...place]),
  ]);
}
