import assert from "node:assert/strict";
import { test } from "node:test";
import { plainText } from "./plain-text.ts";
import { connection, snapshotOf } from "./snapshots.test-fixture.ts";

test("all tables that have something in them, in columns as wide as that", () => {
  const lines = plainText(snapshotOf({ connections: [connection({ bytesIn: 5 })] })).split("\n");
  assert.deepEqual(lines.slice(0, 8), [
    "shop (7), node, running, up 1m40s, memory 50M",
    "",
    "services: 2",
    "SERVICE  RUNS  CLASS          FIGURES",
    "shop     yes   MultiService",
    "  db     yes   ClientService  state waiting, retry 3.3s, failures 2",
    "",
    "ports: 1",
  ]);
  assert.equal(
    lines.at(-2),
    "10.0.0.2:40000  Echo      5.0s  5   0    0                 open   10.0.0.1:7",
  );
});

test("what peers have named does nothing to who prints it", () => {
  const text = plainText(
    snapshotOf({ connections: [connection({ peer: "\u001b]0;owned\u0007" })] }),
  );
  assert.ok(text.includes("\\x1b]0;owned\\x07"));
  assert.doesNotMatch(text.replaceAll("\n", ""), /\p{Cc}/u);
});
