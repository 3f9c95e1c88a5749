/** Our FilesystemLock and Python's, on the same path: one holds it at a time. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { DeferredFilesystemLock, FilesystemLock } from "torsion/deferred";
import { linkFiles } from "torsion/platform/node";
import { Clock } from "torsion/time";

const PYTHON = "/usr/bin/python3";
const PEER = fileURLToPath(new URL("../../test/peers/filesystem_lock.py", import.meta.url));
const hasTwisted = spawnSync(PYTHON, ["-c", "import twisted"]).status === 0;
const skip = hasTwisted || process.env.CI ? false : "python3-twisted is not installed";

const folder = mkdtempSync(join(tmpdir(), "torsion-lock-"));
after(() => rmSync(folder, { recursive: true }));

class Python {
  readonly #process;
  readonly #lines: AsyncIterator<string>;

  constructor(path: string) {
    this.#process = spawn(PYTHON, [PEER, path], { stdio: ["pipe", "pipe", "inherit"] });
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  async tell(command: string): Promise<string> {
    this.#process.stdin.write(`${command}\n`);
    return (await this.#lines.next()).value;
  }

  async kill(): Promise<void> {
    this.#process.kill("SIGKILL");
    await once(this.#process, "exit");
  }
}

test("D30, P4: Python holds it and we wait; we hold it and Python does not get it", {
  skip,
}, async () => {
  const path = join(folder, "shared");
  const python = new Python(path);
  const clock = new Clock();
  const lock = new DeferredFilesystemLock(path, { clock, files: linkFiles() });
  try {
    assert.equal(await python.tell("lock"), "True True");
    const waiting = lock.deferUntilLocked();
    clock.advance(1);
    assert.equal(waiting.called, false);
    assert.equal(await python.tell("unlock"), "unlocked");
    clock.advance(1);
    assert.equal(waiting.result, lock);
    assert.match(await python.tell("lock"), /^False/);
    lock.unlock();
    assert.equal(await python.tell("lock"), "True True");
  } finally {
    await python.kill();
  }
});

test("D30, P4: the lock of a Python that was killed is ours, and not clean; and the other way round", {
  skip,
}, async () => {
  const path = join(folder, "left");
  const python = new Python(path);
  assert.equal(await python.tell("lock"), "True True");
  await python.kill();
  const lock = new FilesystemLock(path, linkFiles());
  assert.deepEqual([lock.lock(), lock.clean], [true, false]);
  lock.unlock();

  const { pid: dead } = spawnSync(process.execPath, ["--version"]);
  new FilesystemLock(path, { ...linkFiles(), pid: dead }).lock();
  const other = new Python(path);
  assert.equal(await other.tell("lock"), "True False");
  await other.kill();
});
