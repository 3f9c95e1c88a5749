import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryFiles, MemoryNetwork } from "../platform/memory/index.ts";
import { FilePath } from "./file-path.ts";
import { unlessCode, writeNewFile } from "./whole-file.ts";

/** A host with a file, and its path for the program that runs there now. */
function setUp(seed = 1) {
  const network = new MemoryNetwork({ seed });
  const disk = network.files("a").set("/d/f", "old", 0o640);
  return { network, disk, path: () => new FilePath("/d/f", network.host("a").files) };
}

const NEW = "new content, which is longer";

test("P3: setContent: a crash at any step leaves the old content or the new, and its permissions", () => {
  const outcomes = new Set<string>();
  let at = 0;
  for (let finished = false; !finished; ) {
    at += 1;
    for (let seed = 0; seed < 20; seed++) {
      const { network, disk, path } = setUp(seed);
      let count = 0;
      disk.before = () => {
        count += 1;
        if (count === at) network.crash("a");
        return undefined;
      };
      const done = unlessCode(["EIO", "EBADF"], () => path().setContent(NEW));
      finished = done;
      disk.before = null;
      if (done) network.crash("a");
      network.restart("a");
      const text = disk.text("/d/f")!;
      assert.ok(text === "old" || text === NEW, `a crash at ${at} of seed ${seed} leaves ${text}`);
      if (done) assert.equal(text, NEW, "what has returned survives");
      assert.equal(path().status().mode, 0o640);
      outcomes.add(text);
    }
  }
  assert.equal(outcomes.size, 2);
  assert.ok(at > 7, `${at} steps`);
});

test("P3: whatever fails leaves the old content, and nothing else behind", () => {
  for (const operation of ["open", "write", "sync", "rename"]) {
    const { disk, path } = setUp();
    disk.before = ({ name }) => (name === operation ? "ENOSPC" : undefined);
    assert.throws(() => path().setContent(NEW), { code: "ENOSPC" }, operation);
    assert.deepEqual([disk.text("/d/f"), disk.paths, disk.opened], ["old", ["/d/f"], 0]);
  }
});

test("a write that is cut short goes on", () => {
  const { disk, path } = setUp();
  disk.before = ({ name }) => (name === "write" ? 3 : undefined);
  path().setContent(NEW);
  assert.equal(disk.text("/d/f"), NEW);
});

test("a disk that is too full keeps what it had", () => {
  const { disk, path } = setUp();
  disk.capacity = 10;
  assert.throws(() => path().setContent(NEW), { code: "ENOSPC" });
  assert.deepEqual([disk.used, disk.paths], [3, ["/d/f"]]);
});

test("a new file is new", () => {
  const { disk, path } = setUp();
  assert.throws(() => writeNewFile(path(), new Uint8Array(1)), { code: "EEXIST" });
  assert.equal(disk.text("/d/f"), "old");
});

test("P3: a program that ran as its owner does not run as whoever has replaced it", () => {
  const disk = new MemoryFiles().set("/d/a", "old");
  const path = new FilePath(
    "/d/a",
    disk.platform(() => true),
  );
  path.chmod(0o6755);
  path.setContent("new");
  assert.equal(path.status().mode, 0o755);
});
