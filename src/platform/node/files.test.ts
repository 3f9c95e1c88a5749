import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
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

test("a pipe of a name is not waited for: not for a reader, and not for one that does not read", () => {
  const path = join(folder, "pipe");
  execFileSync("mkfifo", [path]);
  assert.throws(() => files.open(path, "a"), { code: "ENXIO" });
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const file = files.open(path, "a");
  const piece = new Uint8Array(4096);
  const most = 10_000;
  let written = 0;
  assert.throws(
    () => {
      for (; written < most; written++) file.write(piece);
    },
    { code: "EAGAIN" },
  );
  assert.ok(written > 0 && written < most);
  file.close();
  closeSync(reader);
});

test("the modes are those of fopen", () => {
  const path = join(folder, "modes");
  const write = (mode: "r+" | "w" | "w+" | "wx" | "a" | "ax", text: string): void => {
    const file = files.open(path, mode);
    file.write(new TextEncoder().encode(text));
    file.close();
  };
  const content = (): string => readFileSync(path, "utf8");
  assert.throws(() => write("r+", "x"), { code: "ENOENT" });
  write("ax", "one");
  for (const mode of ["ax", "wx"] as const)
    assert.throws(() => write(mode, "x"), { code: "EEXIST" });
  write("a", "two");
  assert.equal(content(), "onetwo");
  write("r+", "O");
  assert.equal(content(), "Onetwo");
  write("w", "x");
  write("w+", "yz");
  assert.equal(content(), "yz");
});
