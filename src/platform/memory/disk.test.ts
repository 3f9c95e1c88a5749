import assert from "node:assert/strict";
import { test } from "node:test";
import { Disk } from "./disk.ts";

/** A disk with the clock of the test, and what to do with names in its root. */
function setUp() {
  const clock = { now: 0 };
  const disk = new Disk(() => clock.now);
  const { root: folder, inodes } = disk;
  const put = (name: string, size = 1) => {
    const node = inodes.file(0o644);
    disk.change({ folder, name, node });
    node.content.write(0, new Uint8Array(disk.take(size)), clock.now);
    return node;
  };
  const take = (name: string): void => disk.change({ folder, name, node: null });
  return { clock, disk, put, take, names: () => [...folder.entries.keys()] };
}

test("room is taken, to the last byte, and given back when nobody has the file any more", () => {
  const { disk, put, take } = setUp();
  disk.capacity = 10;
  const file = put("a", 8);
  assert.equal(disk.take(5), 2);
  assert.throws(() => disk.take(1), { code: "ENOSPC" });
  disk.give(2);
  file.opened = 1;
  take("a");
  assert.equal(disk.used, 8);
  file.opened = 0;
  disk.letGo(file);
  assert.equal(disk.used, 0);
});

test("changes of names come to the disk in order; what was synced is there", () => {
  for (const [draw, left] of [
    [0, ["a"]],
    [0.4, ["a", "b"]],
    [0.99, ["b", "c"]],
  ] as const) {
    const { disk, put, names } = setUp();
    put("a");
    disk.syncFolder(disk.root);
    put("b");
    disk.change(
      { folder: disk.root, name: "c", node: disk.root.entries.get("a")! },
      { folder: disk.root, name: "a", node: null },
    );
    disk.crash(() => draw);
    assert.deepEqual(names(), left);
  }
});

test("a sync of one folder brings what was before it in others as well, and no more", () => {
  const { disk, names, put } = setUp();
  const inner = disk.inodes.folder(0o755);
  disk.change({ folder: disk.root, name: "d", node: inner });
  disk.change({ folder: inner, name: "x", node: disk.inodes.file(0o644) });
  put("later");
  disk.syncFolder(inner);
  disk.crash(() => 0);
  assert.deepEqual([names(), [...inner.entries.keys()]], [["d"], ["x"]]);
});

test("after half a minute names are there by themselves", () => {
  const { clock, disk, put, names } = setUp();
  put("old");
  clock.now = 29;
  put("young");
  clock.now = 35;
  disk.crash(() => 0);
  assert.deepEqual(names(), ["old"]);
});

test("room is counted anew after a crash", () => {
  const { disk, put } = setUp();
  put("lost", 5);
  const kept = put("kept", 3);
  kept.content.sync();
  disk.syncAll();
  put("young", 7);
  disk.crash(() => 0);
  assert.equal(disk.used, 8);
  assert.equal(kept.names, 1);
});
