import assert from "node:assert/strict";
import { test } from "node:test";
import { Service } from "../../application/index.ts";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { InspectError } from "../errors.ts";
import { Inspector } from "./inspector.ts";
import { readSnapshot } from "./snapshot.ts";
import { drained } from "./snapshots.test-fixture.ts";

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
