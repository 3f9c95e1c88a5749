/** Files that Twisted and we use in turns: stores, PID files, logs. Needs python3-twisted. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, test } from "node:test";
import { fromHex, toHex } from "torsion/bytes";
import { DirDBM, FilePath, LogFile, PIDFile } from "torsion/files";
import { node } from "torsion/platform/node";
import { reactorOn } from "torsion/reactor/core";

const PYTHON = "/usr/bin/python3";
const PEER = resolve("test", "peers", "files.py");
const has = spawnSync(PYTHON, ["-c", "import twisted.persisted.dirdbm"]).status === 0;
const options = { skip: has || process.env.CI ? false : "python3-twisted is not installed" };

const folder = mkdtempSync(join(tmpdir(), "torsion-files-"));
after(() => rmSync(folder, { recursive: true }));
const { files, environment } = reactorOn(node());
const at = (name: string): FilePath => new FilePath(join(folder, name), files);

function python(what: string, path: FilePath, ...rest: string[]): string {
  const { status, stdout, stderr } = spawnSync(PYTHON, [PEER, what, path.path, ...rest], {
    encoding: "utf8",
  });
  assert.equal(status, 0, stderr);
  return stdout.trim();
}

const KEYS = ["6b6579", "00", "ff".repeat(58), "2f3f3e2f3f3e", "c3a4", "0a0a"];

test("DirDBM: what Python writes we read, and the reverse", options, () => {
  python("dbm-write", at("theirs"), ...KEYS);
  const theirs = new DirDBM(at("theirs"));
  assert.deepEqual(theirs.keys().map(toHex).sort(), [...KEYS].sort());
  for (const key of KEYS)
    assert.equal(new TextDecoder().decode(theirs.get(fromHex(key))), `value of ${key}`);
  const ours = new DirDBM(at("ours"));
  for (const key of KEYS) ours.set(fromHex(key), fromHex(key));
  const lines = python("dbm-read", at("ours")).split("\n");
  assert.deepEqual(
    lines,
    [...KEYS].sort().map((key) => `${key} ${key}`),
  );
  assert.deepEqual(readdirSync(at("theirs").path).sort(), readdirSync(at("ours").path).sort());
});

test("PIDFile: each sees the other's, and what is stale", options, async () => {
  const path = at("x.pid");
  const file = new PIDFile(path, environment);
  file.acquire();
  assert.equal(readFileSync(path.path, "utf8"), `${process.pid}\n`);
  assert.equal(python("pid", path), "running");
  assert.equal(python("pid-enter", path), "already running");
  assert.ok(file.remove());
  assert.equal(python("pid", path), "none");
  const child = spawn(PYTHON, [PEER, "pid-enter", path.path]);
  await once(child.stdout, "data");
  assert.equal(file.read(), child.pid);
  assert.throws(() => file.acquire(), { name: "AlreadyRunningError" });
  child.kill("SIGKILL");
  await once(child, "close");
  assert.equal(python("pid", path), "stale");
  assert.deepEqual(file.acquire(), { stale: true });
  file.remove();
});

test("LogFile: the same lines make the same files", options, () => {
  const lines = Array.from({ length: 17 }, (_, i) => `line ${i}`);
  const listed = python("log", at("log-theirs"), ...lines);
  const ours = new LogFile(at("log-ours"), { rotateLength: 10, maxRotatedFiles: 3 });
  for (const line of lines) ours.write(`${line}\n`);
  // Twisted looks for what is too old before it puts away the next: the lists are alike afterwards.
  assert.equal(ours.listLogs().join(" "), listed);
  for (const number of ["", ".1", ".2", ".3"])
    assert.equal(
      readFileSync(at(`log-ours${number}`).path, "utf8"),
      readFileSync(at(`log-theirs${number}`).path, "utf8"),
    );
});
