import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryLinks } from "./link-files.ts";

test("a link is made once, read by all, moved and removed", () => {
  const files = new MemoryLinks();
  const [a, b] = [files.process(1), files.process(2)];
  assert.deepEqual(
    [a.symlink("x", "/l"), b.symlink("y", "/l"), b.readlink("/l")],
    [true, false, "x"],
  );
  assert.deepEqual(
    [b.rename("/l", "/m"), b.rename("/l", "/m"), a.readlink("/l")],
    [true, false, null],
  );
  assert.deepEqual([a.remove("/m"), a.remove("/m")], [true, false]);
});

test("a process runs until it is killed", () => {
  const files = new MemoryLinks();
  const a = files.process(1);
  assert.deepEqual([a.pid, a.isRunning(1), a.isRunning(2)], [1, true, false]);
  files.kill(1);
  assert.equal(a.isRunning(1), false);
});
