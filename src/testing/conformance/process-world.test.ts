import assert from "node:assert/strict";
import { test } from "node:test";
import { utf8 } from "../../bytes/index.ts";
import { processWorld } from "./process-broken.test-fixture.ts";
import { Child } from "./process-world.ts";

test("a child puts together what comes in parts, also of one letter", () => {
  const child = new Child();
  const bytes = utf8("aä");
  child.childDataReceived(1, bytes.subarray(0, 2));
  child.childDataReceived(1, bytes.subarray(2));
  child.childDataReceived(2, utf8("e"));
  assert.deepEqual([child.text(), child.bytes(), child.text(2), child.bytes(3)], ["aä", 3, "e", 0]);
});

test("a world runs commands, and ends them when it is closed", async () => {
  const world = processWorld();
  const child = await world.shell("echo $$; exec sleep 60");
  const pid = await world.printedPID(child);
  assert.equal(pid, child.transport.pid);
  await world.close();
  assert.equal(world.setup.lives(pid), false);
  assert.deepEqual(child.events.slice(-1), ["ended"]);
  await world.close();
});
