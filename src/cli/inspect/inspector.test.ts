import assert from "node:assert/strict";
import { test } from "node:test";
import { MultiService, Service } from "../../application/index.ts";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { Inspector } from "./inspector.ts";
import { drained } from "./snapshots.test-fixture.ts";

test("a snapshot is of the program, its services, its reactor, and what features tell", () => {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  const root = new MultiService();
  root.setName("shop");
  new Service().setServiceParent(root);
  const facts = new Map<string, () => unknown>([
    ["workers", () => [{ pid: 7 }]],
    ["nothing", () => undefined],
    [
      "broken",
      () => {
        throw new Error("no facts");
      },
    ],
  ]);
  const memory = { resident: 2, heapUsed: 1 };
  const inspector = new Inspector({ reactor, service: root, facts, memory: () => memory });
  network.advance(3);
  const snapshot = drained(inspector.snapshot({ most: 1 }));
  assert.equal(snapshot.seconds, reactor.seconds());
  assert.deepEqual(snapshot.program, {
    name: "shop",
    pid: reactor.environment.pid,
    memory,
  });
  assert.deepEqual(
    snapshot.services.map(({ path }) => path),
    ["shop"],
  );
  assert.equal(snapshot.reactor.host, "a");
  assert.deepEqual(snapshot.facts, {
    workers: [{ pid: 7 }],
    nothing: null,
    broken: { error: "no facts" },
  });
});
