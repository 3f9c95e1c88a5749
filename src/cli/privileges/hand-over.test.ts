import assert from "node:assert/strict";
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { canReopen, handOver } from "./hand-over.ts";

const folder = mkdtempSync(join(tmpdir(), "hand-over-"));
after(() => rmSync(folder, { recursive: true }));
const file = (name: string): string => {
  writeFileSync(join(folder, name), "");
  return join(folder, name);
};
const ROOT = { skip: process.getuid?.() === 0 ? false : "giving files away takes root" };
const daemon = { uid: 1, gid: 2 };

test("a file of root's becomes the user's", ROOT, () => {
  const log = file("log");
  assert.equal(handOver(log, daemon), true);
  const { uid, gid } = statSync(log);
  assert.deepEqual([uid, gid], [1, 2]);
  assert.equal(handOver(log, { uid: 3, gid: 3 }), false, "it was not root's");
  assert.equal(statSync(log).uid, 1);
});

test(
  "what the user may have put there stays whose it is: links of both kinds, folders",
  ROOT,
  () => {
    const secret = file("secret");
    symlinkSync(secret, join(folder, "symlink"));
    linkSync(secret, join(folder, "hardlink"));
    mkdirSync(join(folder, "folder"));
    for (const name of ["symlink", "hardlink", "folder", "nothing"])
      assert.equal(handOver(join(folder, name), daemon), false, name);
    assert.equal(statSync(secret).uid, 0);
  },
);

test("whether it can be opened again", () => {
  assert.equal(canReopen(file("mine")), true);
  assert.equal(canReopen(join(folder, "nobody's")), false);
});
