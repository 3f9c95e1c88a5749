import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { test } from "node:test";
import { TemporaryFolder } from "./temporary-folder.ts";

test("it is there once something is asked of it, and goes with all that is in it", () => {
  const folder = new TemporaryFolder("a/../b c");
  assert.equal(folder.path, undefined);
  folder.remove();
  const path = folder.newPath();
  assert.match(folder.path!, /trial-a_\.\._b_c-\w+$/);
  assert.ok(existsSync(dirname(path)) && !existsSync(path));
  writeFileSync(path, "x");
  const { path: whole } = folder;
  folder.remove();
  assert.ok(!existsSync(whole!));
});
