import assert from "node:assert/strict";
import { test } from "node:test";
import { sandbox } from "./sandbox.ts";

// How systemd scores it, and that Node.js runs in it, is in test/systemd.test.ts.
test("no directive is there twice, but for the two halves of the filter", () => {
  for (const lowPorts of [false, true]) {
    const lines = sandbox({ lowPorts, readsHome: false }).filter((line) => !line.startsWith("#"));
    const names = lines.map((line) => line.split("=")[0]!);
    const twice = names.filter((name, i) => names.indexOf(name) !== i);
    assert.deepEqual(twice, ["SystemCallFilter"]);
  }
});

test("a capability is there for low ports alone, and worth something then", () => {
  const without = sandbox({ lowPorts: false, readsHome: false });
  assert.ok(without.includes("CapabilityBoundingSet="));
  assert.ok(without.includes("PrivateUsers=yes"));
  assert.ok(!without.some((line) => line.startsWith("AmbientCapabilities")));
  const low = sandbox({ lowPorts: true, readsHome: true });
  for (const line of [
    "CapabilityBoundingSet=CAP_NET_BIND_SERVICE",
    "AmbientCapabilities=CAP_NET_BIND_SERVICE",
    "PrivateUsers=no",
    "ProtectHome=read-only",
  ])
    assert.ok(low.includes(line), line);
});
