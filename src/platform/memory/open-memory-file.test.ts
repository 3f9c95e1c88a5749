import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryFiles } from "./files.ts";

// What it shares with all platforms is in the conformance suite of files.

test("an open folder can be synced, and no more", () => {
  const disk = new MemoryFiles().set("/d/f", "");
  const folder = disk.platform(() => true).open("/d", "r");
  folder.sync();
  assert.equal(folder.status().kind, "directory");
  assert.throws(() => folder.read(1), { code: "EISDIR" });
  folder.close();
  assert.equal(disk.opened, 0);
});

test("room is counted by what a file grows, and given back by what it shrinks", () => {
  const disk = new MemoryFiles();
  const file = disk.platform(() => true).open("/x", "w+");
  file.write(new Uint8Array(10));
  file.truncate(4);
  assert.equal(disk.used, 4);
  disk.capacity = 6;
  assert.throws(() => file.truncate(7), { code: "ENOSPC" });
  file.close();
  const again = disk.platform(() => true).open("/x", "r+");
  assert.equal(again.write(new Uint8Array(9)), 6);
  assert.equal(disk.used, 6);
});

test("a file without a name takes room until it is closed", () => {
  const disk = new MemoryFiles();
  const files = disk.platform(() => true);
  const file = files.open("/x", "w");
  file.write(new Uint8Array(10));
  files.unlink("/x");
  assert.equal(disk.used, 10);
  file.close();
  assert.equal(disk.used, 0);
});
