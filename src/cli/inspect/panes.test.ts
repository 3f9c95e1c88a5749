import assert from "node:assert/strict";
import { test } from "node:test";
import { modelOf } from "./model.ts";
import { PANES, type PaneName } from "./panes.ts";
import { connection, type SnapshotParts, snapshotOf } from "./snapshots.test-fixture.ts";

function rows(name: PaneName, parts: SnapshotParts): string[][] {
  const pane = PANES.find((each) => each.name === name)!;
  const found = pane.rows(modelOf(snapshotOf(parts), null));
  for (const row of found) assert.equal(row.length, pane.columns.length);
  return found.map((row) => row.map(({ text }) => text));
}

test("each pane has one column that takes what is left, and keys of its own", () => {
  for (const { columns, name } of PANES) {
    assert.equal(columns.filter(({ width }) => width === 0).length, 1, name);
    const keys = columns.flatMap(({ key }) => key ?? []);
    assert.deepEqual(keys, [...new Set(keys)]);
  }
});

test("services stand below what holds them, with their figures in words", () => {
  assert.deepEqual(rows("services", {}), [
    ["shop", "yes", "MultiService", ""],
    ["  db", "yes", "ClientService", "state waiting, retry 3.3s, failures 2"],
  ]);
});

test("a connection: who made it, what is around its protocol, how it is doing", () => {
  const [row] = rows("connections", {
    connections: [
      connection({
        ...{
          origin: "connected",
          wrappers: ["DrainingProtocol", "TimeoutProtocol"],
          bytesIn: 2048,
          tls: true,
        },
        ...{ paused: true, figures: { inspector: true } },
        producer: { name: "FileSender", streaming: true, paused: true },
      }),
    ],
  });
  assert.deepEqual(row, [
    ...["→ 10.0.0.2:40000", "Echo in TimeoutProtocol", "5.0s", "2.0K", "0", "0", "", ""],
    ...["open, paused, producer waits, TLS, inspector", "10.0.0.1:7"],
  ]);
});

test("ports of all kinds, attempts and look-ups, calls, children, and what features tell", () => {
  const thing = { id: 1, place: null };
  const parts: SnapshotParts = {
    reactor: {
      udpPorts: [
        {
          ...{ ...thing, address: "10.0.0.1:53", protocol: "DNS", figures: null, state: "open" },
          ...{ ageSeconds: 1, datagramsIn: 1, datagramsOut: 1, bytesIn: 1, bytesOut: 1 },
        },
      ],
      attempts: [
        {
          ...{ ...thing, to: "db:80", tls: true, factory: "F", ageSeconds: 2 },
          secondsLeft: 28,
        },
      ],
      lookups: [{ ...thing, name: "far.example", ageSeconds: 3 }],
      delayedCalls: [
        { ...thing, what: "", seconds: -0.5 },
        { id: 2, place: "/app/x.js:1:2", what: "poll", seconds: 61 },
      ],
      processes: [{ ...thing, pid: 12, name: "sort", ageSeconds: 1, state: "ending" }],
    },
    more: { facts: { workers: [{ pid: 8 }, { pid: 9 }], note: "hello" } },
  };
  assert.deepEqual(
    rows("ports", parts).map(([, kind]) => kind),
    ["TCP", "UDP"],
  );
  assert.deepEqual(rows("attempts", parts), [
    ["db:80", "connect TLS", "2.0s", "28s", "F"],
    ["far.example", "look up", "3.0s", "", ""],
  ]);
  assert.deepEqual(rows("calls", parts), [
    ["-0.5s", "(a function without a name)", ""],
    ["1m01s", "poll", "/app/x.js:1:2"],
  ]);
  assert.deepEqual(rows("processes", parts), [["12", "sort", "1.0s", "ending"]]);
  assert.deepEqual(rows("facts", parts), [
    ["workers", '{"pid":8}'],
    ["workers", '{"pid":9}'],
    ["note", "hello"],
  ]);
});
