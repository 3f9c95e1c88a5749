import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryFiles } from "../platform/memory/index.ts";
import { FilePath } from "./file-path.ts";
import { LogReader } from "./log-reader.ts";

test("some lines at a time, and what comes later", () => {
  const long = "é".repeat(70_000);
  const disk = new MemoryFiles().set("/log", `one\n${long}\nthree\nhal`);
  const files = disk.platform(() => true);
  const reader = new LogReader(new FilePath("/log", files));
  assert.deepEqual(reader.readLines(2), ["one\n", `${long}\n`]);
  assert.deepEqual(reader.readLines(), ["three\n", "hal"]);
  assert.deepEqual(reader.readLines(), []);
  const file = files.open("/log", "a");
  file.write(new TextEncoder().encode("f\n"));
  assert.deepEqual(reader.readLines(), ["f\n"]);
  reader.close();
  reader.close();
  file.close();
  assert.equal(disk.opened, 0);
});
