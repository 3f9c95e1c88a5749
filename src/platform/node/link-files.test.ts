import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { linkFiles } from "./link-files.ts";

const folder = mkdtempSync(join(tmpdir(), "torsion-links-"));
after(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

test("a link is made once, read, moved and removed; what is not there is no error", () => {
  const files = linkFiles();
  assert.deepEqual([files.symlink("x", at("l")), files.symlink("y", at("l"))], [true, false]);
  assert.equal(files.readlink(at("l")), "x");
  assert.deepEqual([files.rename(at("l"), at("m")), files.rename(at("l"), at("m"))], [true, false]);
  assert.deepEqual([files.readlink(at("l")), files.readlink(at("m"))], [null, "x"]);
  assert.deepEqual([files.remove(at("m")), files.remove(at("m"))], [true, false]);
});

test("any other error is thrown", () => {
  assert.throws(() => linkFiles().symlink("x", at("no/such/folder")), { code: "ENOENT" });
  assert.throws(() => linkFiles().readlink(folder), { code: "EINVAL" });
});

test("a process runs, or has ended", () => {
  const files = linkFiles();
  const { pid } = spawnSync(process.execPath, ["--version"]);
  assert.deepEqual(
    [files.pid, files.isRunning(process.pid), files.isRunning(pid)],
    [process.pid, true, false],
  );
  assert.equal(files.isRunning(1), true);
});
