import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { PlatformError } from "../errors.ts";
import { environment } from "./environment.ts";

test("variables, files and folders are those of the process", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "environment-"));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "b"), "bytes");
  writeFileSync(join(folder, "a"), "");
  assert.equal(environment.pid, process.pid);
  assert.equal(environment.variable("PATH"), process.env.PATH);
  assert.equal(environment.variable("A_VARIABLE_THAT_NOBODY_SETS"), undefined);
  assert.equal(new TextDecoder().decode(environment.readFile(join(folder, "b"))), "bytes");
  assert.deepEqual(environment.listFiles(folder), ["a", "b"]);
});

test("what cannot be read is an error with its code", () => {
  for (const read of [environment.readFile, environment.listFiles])
    assert.throws(
      () => read("/nowhere/at/all"),
      (error) => error instanceof PlatformError && error.code === "ENOENT",
    );
});

test("plugins are looked for, and what nobody adds is nothing", () => {
  assert.deepEqual(environment.plugins("a group that nobody names"), []);
});
