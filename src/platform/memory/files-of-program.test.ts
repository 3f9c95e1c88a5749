import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryFiles } from "./files.ts";

// What it shares with all platforms is in the conformance suite of files.

test("a program may do what its owner may", () => {
  const disk = new MemoryFiles().set("/d/file", "secret", 0o200).set("/d/fixed", "x", 0o444);
  const files = disk.platform(() => true);
  assert.throws(() => files.readFile("/d/file"), { code: "EACCES" });
  assert.throws(() => files.open("/d/fixed", "a"), { code: "EACCES" });
  files.chmod("/d/file", 0o600);
  assert.equal(files.readFile("/d/file").length, 6);
  files.chmod("/d", 0o500);
  for (const change of [
    () => files.unlink("/d/file"),
    () => files.rename("/d/file", "/file"),
    () => files.open("/d/new", "w"),
    () => files.mkdir("/d/new"),
  ])
    assert.throws(change, { code: "EACCES" });
  files.chmod("/d", 0o000);
  assert.throws(() => files.list("/d"), { code: "EACCES" });
});

test("what is made has the permissions asked for, less the mask", () => {
  const files = new MemoryFiles().platform(() => true);
  files.open("/a", "w").close();
  files.open("/b", "w", 0o600).close();
  files.mkdir("/c");
  assert.deepEqual(
    ["/a", "/b", "/c"].map((path) => files.stat(path).mode),
    [0o644, 0o600, 0o755],
  );
});

test("the root stays", () => {
  const files = new MemoryFiles().set("/a/b", "").platform(() => true);
  assert.throws(() => files.rmdir("/"), { code: "EBUSY" });
  assert.throws(() => files.rename("/", "/x"), { code: "EBUSY" });
});
