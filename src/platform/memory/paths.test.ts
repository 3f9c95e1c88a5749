import assert from "node:assert/strict";
import { test } from "node:test";
import { Disk } from "./disk.ts";
import type { FolderNode, Inode } from "./inodes.ts";
import { mayUse, placeOf } from "./paths.ts";

const disk = new Disk(() => 0);
const add = (folder: FolderNode, name: string, node: Inode): void =>
  disk.change({ folder, name, node });
const etc = disk.inodes.folder(0o755);
add(disk.root, "etc", etc);
add(etc, "motd", disk.inodes.file(0o644));
add(etc, "soft", disk.inodes.link("../etc/motd"));
add(etc, "hard", disk.inodes.link("/etc"));
const locked = disk.inodes.folder(0o600);
add(disk.root, "locked", locked);

const pathOf = (path: string, follow = true): string => placeOf(disk.root, path, follow).path;

test("what paths come to", () => {
  for (const [path, real] of [
    ["/", "/"],
    ["/..", "/"],
    ["/etc/..", "/"],
    ["//etc/./motd", "/etc/motd"],
    ["etc/../etc/", "/etc"],
    ["/etc/soft", "/etc/motd"],
    ["/etc/hard/hard/motd", "/etc/motd"],
    ["/etc/hard/new", "/etc/new"],
    ["/etc/hard/..", "/"],
  ] as const)
    assert.equal(pathOf(path), real, path);
  assert.equal(pathOf("/etc/soft", false), "/etc/soft");
  assert.equal(pathOf("/etc/hard/", false), "/etc", "a path of a folder leads through a link");
});

test("what leads nowhere", () => {
  for (const [path, code] of [
    ["", "ENOENT"],
    ["/no/x", "ENOENT"],
    ["/etc/motd/x", "ENOTDIR"],
    ["/etc/motd/", "ENOTDIR"],
    ["/a\0b", "EINVAL"],
    [`/${"x".repeat(256)}`, "ENAMETOOLONG"],
    ["/locked/x", "EACCES"],
  ] as const)
    assert.throws(() => pathOf(path), { code }, path);
  assert.equal(placeOf(disk.root, "/etc/none", true).node, undefined);
});

test("permissions are those of the owner", () => {
  mayUse(locked, 0o600, "/locked");
  assert.throws(() => mayUse(locked, 0o100, "/locked"), { code: "EACCES" });
});
