import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryFiles } from "../platform/memory/index.ts";
import { FilePath } from "./file-path.ts";
import { LogFile } from "./log-file.ts";

function setUp(options: ConstructorParameters<typeof LogFile>[1] = {}) {
  const disk = new MemoryFiles().set("/log/other", "");
  const path = new FilePath(
    "/log/a",
    disk.platform(() => true),
  );
  return { disk, path, log: new LogFile(path, options) };
}

test("a write is appended; a closed log is closed", () => {
  const { disk, log } = setUp();
  log.write("one\n");
  log.write(new TextEncoder().encode("two\n"));
  log.flush();
  assert.equal(disk.text("/log/a"), "one\ntwo\n");
  log.close();
  log.close();
  assert.ok(log.closed && disk.opened === 0);
  assert.throws(() => log.write("x"), TypeError);
});

test("a write that fails in the middle leaves no half line, and the next is whole", () => {
  const { disk, log } = setUp();
  log.write("first\n");
  disk.capacity = 9;
  assert.throws(() => log.write("second\n"), { code: "ENOSPC" });
  assert.equal(disk.text("/log/a"), "first\n");
  disk.capacity = 100;
  log.write("third\n");
  assert.equal(disk.text("/log/a"), "first\nthird\n");
  assert.equal(log.size, 12);
});

test("… but not where somebody else has written: that is not ours to cut", () => {
  const { disk, path, log } = setUp();
  log.write("first\n");
  const other = path.open("a");
  other.write(new TextEncoder().encode("theirs\n"));
  disk.capacity = 15;
  assert.throws(() => log.write("second\n"), { code: "ENOSPC" });
  assert.equal(disk.text("/log/a"), "first\ntheirs\nse");
  disk.capacity = 100;
  log.write("third\n");
  log.write("fourth\n");
  assert.equal(disk.text("/log/a"), "first\ntheirs\nse\nthird\nfourth\n");
});

test("SIGHUP: a log that was moved is left, and a new one begun", () => {
  const { disk, path, log } = setUp();
  path.chmod(0o600);
  log.write("old\n");
  path.moveTo(path.sibling("moved"));
  assert.ok(log.wasMoved());
  log.write("still old\n");
  log.reopen();
  log.write("new\n");
  assert.ok(!log.wasMoved());
  assert.deepEqual([disk.text("/log/moved"), disk.text("/log/a")], ["old\nstill old\n", "new\n"]);
  assert.deepEqual([path.status().mode, disk.opened], [0o600, 1]);
});

test("a log that cannot be opened anew is written on", () => {
  const { disk, path, log } = setUp();
  path.moveTo(path.sibling("moved"));
  disk.before = ({ name }) => (name === "open" ? "EMFILE" : undefined);
  assert.throws(() => log.reopen(), { code: "EMFILE" });
  log.write("here\n");
  assert.equal(disk.text("/log/moved"), "here\n");
});

test("permissions: what was asked for, or what the file has", () => {
  const { path } = setUp({ defaultMode: 0o620 });
  assert.equal(path.status().mode, 0o620);
  const log = new LogFile(path.sibling("b"), { rotateLength: 1 });
  path.sibling("b").chmod(0o600);
  log.write("1");
  log.write("2");
  assert.deepEqual(
    [path.sibling("b").status().mode, path.sibling("b.1").status().mode],
    [0o600, 0o600],
  );
});

test("what cannot be put away is written on, whichever step fails", () => {
  for (const step of ["list", "rename", "open"]) {
    const { disk, log } = setUp({ rotateLength: 4 });
    log.write("one\n");
    disk.before = ({ name }) => (name === step ? "EACCES" : undefined);
    assert.equal(log.rotate(), false, step);
    log.write("two\n");
    disk.before = null;
    assert.equal(disk.text("/log/a"), "one\ntwo\n", step);
    log.write("three\n");
    assert.deepEqual([disk.text("/log/a.1"), disk.text("/log/a")], ["one\ntwo\n", "three\n"]);
  }
});

test("two that write to one log: what one has put away the other leaves, and begins with the new one", () => {
  const { disk, path, log } = setUp({ rotateLength: 8 });
  const other = new LogFile(path, { rotateLength: 8 });
  for (const text of ["1111\n", "2222\n"]) log.write(text);
  for (const text of ["3333\n", "4444\n"]) other.write(text);
  log.write("5555\n");
  assert.equal(disk.text("/log/a.1"), "1111\n2222\n3333\n4444\n");
  other.write("6666\n");
  assert.equal(disk.text("/log/a"), "5555\n6666\n");
  assert.deepEqual(log.listLogs(), [1]);
});

test("who looks after a file that others write puts it away by what they wrote, wherever it was put meanwhile", () => {
  const { disk, path, log } = setUp({ rotateLength: 8 });
  const other = new LogFile(path, { rotateLength: null });
  assert.equal(log.rotateIfDue(), false);
  other.write("1111\n2222\n");
  assert.ok(!log.shouldRotate() && log.rotateIfDue());
  assert.equal(log.rotateIfDue(), false);
  assert.deepEqual([disk.text("/log/a.1"), disk.text("/log/a")], ["1111\n2222\n", ""]);
  path.moveTo(path.sibling("moved"));
  other.reopen();
  other.write("3333\n4444\n");
  assert.ok(log.rotateIfDue());
  assert.equal(disk.text("/log/a.1"), "3333\n4444\n");
  disk.before = () => "EIO";
  assert.equal(log.rotateIfDue(), false);
  disk.before = null;
  log.close();
  assert.equal(log.rotateIfDue(), false);
});

test("what is no file is not put away; what is gone is begun anew", () => {
  const { disk, path, log } = setUp({ rotateLength: 4 });
  log.write("one\n");
  path.remove();
  log.write("two\n");
  assert.deepEqual(disk.paths, ["/log/a", "/log/other"]);
  path.remove();
  path.createDirectory();
  assert.equal(log.rotate(), false);
});

test("options that make no sense", () => {
  const { path } = setUp();
  for (const options of [{ maxRotatedFiles: 0 }, { rotateLength: 0 }, { rotateLength: Number.NaN }])
    assert.throws(() => new LogFile(path, options), RangeError);
});
