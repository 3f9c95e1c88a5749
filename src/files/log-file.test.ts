import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryFiles } from "../platform/memory/index.ts";
import { FilePath } from "./file-path.ts";
import { LogFile } from "./log-file.ts";

function setUp(options: ConstructorParameters<typeof LogFile>[1] = {}) {
  const disk = new MemoryFiles().set("/log/a.txt", "").set("/log/a.1.gz", "").set("/log/a.01", "");
  const path = new FilePath(
    "/log/a",
    disk.platform(() => true),
  );
  return { disk, path, log: new LogFile(path, options) };
}

test("as long as it may be, it becomes .1, that .2; bytes are counted, and what was there", () => {
  const { disk, path, log } = setUp({ rotateLength: 10 });
  for (const line of ["ééééé", "1", "0123456789", "2"]) log.write(line);
  assert.deepEqual(log.listLogs(), [1, 2]);
  assert.deepEqual(
    ["a", "a.1", "a.2"].map((name) => disk.text(`/log/${name}`)),
    ["2", "10123456789", "ééééé"],
  );
  assert.equal(new LogFile(path, { rotateLength: 10 }).size, 1);
  assert.deepEqual(log.getLog(2).readLines(), ["ééééé"]);
  assert.throws(() => log.getLog(3), { name: "NoSuchLogError" });
});

test("no more are kept than are to be", () => {
  const { log } = setUp({ rotateLength: 1, maxRotatedFiles: 3 });
  for (let i = 0; i < 10; i++) log.write(String(i));
  assert.deepEqual(log.listLogs(), [1, 2, 3]);
  assert.deepEqual(log.getLog(3).readLines(), ["6"]);
});

test("null: only when it is told to", () => {
  const { log } = setUp({ rotateLength: null });
  log.write("x".repeat(2_000_000));
  assert.ok(!log.shouldRotate());
  assert.ok(log.rotate());
  assert.deepEqual(log.listLogs(), [1]);
});

test("a crash at any step of a rotation loses no log and doubles none", () => {
  let steps = 1;
  for (let at = 1; at <= steps; at++) {
    const { disk, path, log } = setUp({ rotateLength: 2 });
    for (const line of ["1\n", "2\n", "3\n", "4\n"]) log.write(line);
    let count = 0;
    disk.before = () => {
      count += 1;
      if (count >= at) return "EIO";
      return undefined;
    };
    try {
      log.write("5\n");
    } catch {
      // As good as a crash: nothing works from there on.
    }
    steps = Math.max(steps, count);
    disk.before = null;
    const again = new LogFile(path, { rotateLength: 2 });
    again.write("6\n");
    const all = disk.paths.map((name) => disk.text(name)).join("");
    for (const line of ["1\n", "2\n", "3\n", "4\n", "6\n"])
      assert.equal(all.split(line).length, 2, `${line} at step ${at}: ${all}`);
  }
  assert.ok(steps > 8, `${steps} steps`);
});
