import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { PlatformError } from "../errors.ts";
import { files } from "./files.ts";

const folder = mkdtempSync(join(tmpdir(), "torsion-node-files-"));
test.after(() => rmSync(folder, { recursive: true }));

test("files are the machine's own", () => {
  const path = join(folder, "a");
  const file = files.open(path, "wx", 0o600);
  assert.equal(file.write(new TextEncoder().encode("hello")), 5);
  file.sync();
  file.close();
  assert.equal(readFileSync(path, "utf8"), "hello");
  assert.equal(files.stat(path).inode, statSync(path).ino);
  assert.equal(files.currentDirectory, process.cwd());
  assert.ok(Math.abs(files.now() - files.stat(path).modified) < 60);
});

test("errors are the port's, with the runtime's own as their cause", () => {
  assert.throws(
    () => files.readFile(join(folder, "none")),
    (error) =>
      error instanceof PlatformError && error.code === "ENOENT" && error.cause instanceof Error,
  );
});

test("the number of a closed file, which may be another's by now, is not used", () => {
  const one = files.open(join(folder, "one"), "w");
  one.close();
  const other = files.open(join(folder, "other"), "w");
  assert.throws(() => one.write(Uint8Array.of(1)), { code: "EBADF" });
  one.close();
  assert.equal(other.write(Uint8Array.of(1)), 1);
  other.close();
});

test("what is no file, folder or link is told as what it is", async () => {
  const path = join(folder, "s");
  const server = createServer();
  await new Promise<void>((listening) => server.listen(path, listening));
  assert.equal(files.stat(path).kind, "socket");
  server.close();
  assert.equal(files.stat("/dev/null").kind, "other");
});
