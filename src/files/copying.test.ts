import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryFiles } from "../platform/memory/index.ts";
import { FilePath } from "./file-path.ts";

function setUp() {
  const disk = new MemoryFiles().set("/d/a", "text").set("/d/in/b", "x".repeat(100_000));
  const files = disk.platform(() => true);
  return { disk, files, at: (path: string) => new FilePath(path, files) };
}

test("a folder is copied with all that is in it, over what is there", () => {
  const { disk, at } = setUp();
  disk.set("/e/a", "a longer text").set("/e/other", "stays");
  at("/d").copyTo(at("/e"));
  assert.equal(disk.text("/e/a"), "text");
  assert.equal(disk.get("/e/in/b")!.length, 100_000);
  assert.equal(disk.text("/e/other"), "stays");
  assert.equal(disk.opened, 0);
});

test("links are followed, or copied as links", () => {
  const { files, at } = setUp();
  files.symlink("a", "/d/link");
  at("/d").copyTo(at("/e"));
  assert.ok(at("/e/link").isfile() && !at("/e/link").islink());
  at("/d").copyTo(at("/f"), { followLinks: false });
  assert.equal(files.readlink("/f/link"), "a");
});

test("not into itself, and not what is neither file nor folder", () => {
  const { at, disk } = setUp();
  assert.throws(() => at("/d").copyTo(at("/d/in/d")), RangeError);
  assert.throws(() => at("/none").copyTo(at("/x")), { code: "ENOENT" });
  const { root, inodes } = disk.disk;
  disk.disk.change({ folder: root, name: "s", node: inodes.socket(0o666) });
  assert.throws(() => at("/s").copyTo(at("/x")), TypeError);
});

test("a move is a rename; to another file system it is whole, or nothing", () => {
  const { disk, at } = setUp();
  at("/d").moveTo(at("/e"));
  assert.deepEqual(disk.paths, ["/e/a", "/e/in/b"]);
  let first = true;
  disk.before = ({ name }) => {
    if (name !== "rename" || !first) return undefined;
    first = false;
    return "EXDEV";
  };
  at("/e").moveTo(at("/f"));
  assert.deepEqual(disk.paths, ["/f/a", "/f/in/b"]);
  disk.before = ({ name }) =>
    name === "rename" ? "EXDEV" : name === "write" ? "ENOSPC" : undefined;
  assert.throws(() => at("/f").moveTo(at("/g")), { code: "ENOSPC" });
  disk.before = null;
  assert.deepEqual([disk.paths, disk.opened], [["/f/a", "/f/in/b"], 0]);
});
