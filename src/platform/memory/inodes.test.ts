import assert from "node:assert/strict";
import { test } from "node:test";
import { Inodes, sizeOf, statusOf } from "./inodes.ts";

test("each has a number of its own, and the time it was made at", () => {
  let now = 5;
  const inodes = new Inodes(() => now);
  const file = inodes.file(0o644);
  now = 6;
  const link = inodes.link("there");
  assert.notEqual(file.inode, link.inode);
  assert.deepEqual(
    [file, link, inodes.folder(0o700), inodes.socket(0o666)].map((node) => {
      const { kind, size, mode, modified } = statusOf(node);
      return [kind, size, mode, modified];
    }),
    [
      ["file", 0, 0o644, 5],
      ["link", 5, 0o777, 6],
      ["directory", 0, 0o700, 6],
      ["socket", 0, 0o666, 6],
    ],
  );
  file.content.write(0, Uint8Array.of(1, 2), 0);
  assert.equal(sizeOf(file), 2);
});
