import assert from "node:assert/strict";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PassThrough, Writable } from "node:stream";
import { test } from "node:test";
import { DailyLogFile, LogFile } from "../files/index.ts";
import { MemoryFiles } from "../platform/memory/index.ts";
import {
  descriptorDestination,
  fileOfStream,
  openLogFile,
  parseKeep,
  parseRotation,
  sharedFile,
  streamDestination,
} from "./log-destinations.ts";

test("when a log is put away, and how many are kept, as text", () => {
  for (const [text, rotation] of [
    ["daily", "daily"],
    ["500", 500],
    ["500k", 512_000],
    ["10M", 10_485_760],
    ["1G", 1_073_741_824],
  ] as const)
    assert.equal(parseRotation(text), rotation);
  for (const text of ["", "0", "weekly", "10x", "-1", "0M"])
    assert.throws(() => parseRotation(text), RangeError, text);
  assert.equal(parseKeep("7"), 7);
  for (const text of ["0", "-1", "x", ""]) assert.throws(() => parseKeep(text), RangeError, text);
});

test("files of each kind, and one that cannot be", () => {
  const files = new MemoryFiles().platform(() => true);
  const daily = openLogFile(files, "/a", "daily", 3);
  assert.ok(daily instanceof DailyLogFile && daily.maxRotatedFiles === 3);
  const sized = openLogFile(files, "/b", 1000, undefined);
  assert.ok(sized instanceof LogFile && sized.rotateLength === 1000);
  const plain = openLogFile(files, "/c", undefined, undefined);
  assert.ok(plain instanceof LogFile && plain.rotateLength === null);
  assert.throws(() => openLogFile(files, "/no/such", undefined, undefined), {
    name: "LogFileError",
    message: /^cannot log to \/no\/such: .*\(ENOENT\)$/,
  });
});

test("a file of several processes is found again when one of them has put it away", () => {
  const disk = new MemoryFiles();
  const files = disk.platform(() => true);
  const [one, other] = [0, 1].map(() => openLogFile(files, "/log", undefined, undefined));
  const lines = sharedFile(other!);
  one!.rotate();
  lines.write("here\n");
  assert.deepEqual([disk.text("/log"), disk.text("/log.1")], ["here\n", ""]);
  disk.before = ({ name }) => (name === "open" ? "EMFILE" : undefined);
  files.unlink("/log");
  lines.write("on the old one\n");
  disk.before = null;
  lines.write("on the new one\n");
  assert.deepEqual([disk.text("/log"), disk.opened], ["on the new one\n", 2]);
});

test("a descriptor is written to again when its disk has room; half a line is on a line of its own", () => {
  let room = 10;
  let there = "";
  const lines = descriptorDestination((bytes) => {
    if (room === 0) throw Object.assign(new Error("full"), { code: "ENOSPC" });
    const written = Math.min(room, bytes.length, 4);
    room -= written;
    there += new TextDecoder().decode(bytes.subarray(0, written));
    return written;
  });
  lines.write("first\n");
  for (let i = 0; i < 2; i++) assert.throws(() => lines.write("second\n"), { code: "ENOSPC" });
  room = 100;
  lines.write("third\n");
  lines.write("fourth\n");
  assert.equal(there, "first\nseco\nthird\nfourth\n");
});

test("which streams are files", () => {
  const path = join(mkdtempSync(join(tmpdir(), "twist-stream-")), "log");
  const fd = openSync(path, "a");
  const write = fileOfStream(Object.assign(new PassThrough(), { fd }));
  assert.equal(write?.(Uint8Array.of(65)), 1);
  assert.equal(readFileSync(path, "utf8"), "A");
  closeSync(fd);
  assert.equal(fileOfStream(new PassThrough()), null);
  assert.equal(fileOfStream(Object.assign(new PassThrough(), { fd: -1 })), null);
  rmSync(dirname(path), { recursive: true });
});

test("a stream that nobody reads takes so much and no more, and says when it has caught up", () => {
  let drains = 0;
  const stream = new PassThrough();
  const destination = streamDestination(stream, () => {
    drains += 1;
  });
  const text = "x".repeat(100_000);
  let written = 0;
  assert.throws(
    () => {
      for (; written < 100; written++) destination.write(text);
    },
    { message: "the reader was too slow" },
  );
  assert.ok(written > 10 && written < 15, `${written}`);
  stream.resume();
  return new Promise<void>((resolve) => stream.once("drain", resolve)).then(() => {
    assert.equal(drains, 1);
    destination.write(text);
  });
});

test("a stream that has failed takes nothing more", async () => {
  const stream = new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error("closed"), { code: "EPIPE" })),
  });
  const destination = streamDestination(stream, () => {});
  destination.write("x");
  await new Promise<void>((resolve) => stream.once("close", resolve));
  assert.throws(() => destination.write("y"), { code: "EPIPE" });
});
