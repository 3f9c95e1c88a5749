import assert from "node:assert/strict";
import { test } from "node:test";
import { DeferredFilesystemLock } from "./deferred-filesystem-lock.ts";
import { AlreadyTryingToLockError } from "./errors.ts";
import { Failure } from "./failure.ts";
import type { LinkFiles } from "./filesystem-lock.ts";

/** One lock's file, and a clock, by hand. */
class World {
  holder: string | null = null;
  broken: Error | null = null;
  now = 0;
  readonly calls: { at: number; f: () => void }[] = [];
  readonly files: LinkFiles = {
    pid: 7,
    symlink: (target) => {
      if (this.broken !== null) throw this.broken;
      if (this.holder !== null) return false;
      this.holder = target;
      return true;
    },
    readlink: () => this.holder,
    remove: () => {
      this.holder = null;
      return true;
    },
    rename: () => false,
    isRunning: () => true,
  };
  callLater(seconds: number, f: () => void): { cancel(): void; readonly active: boolean } {
    const call = { at: this.now + seconds, f };
    this.calls.push(call);
    const { calls } = this;
    return {
      cancel: () => void calls.splice(calls.indexOf(call), 1),
      get active() {
        return calls.includes(call);
      },
    };
  }
  advance(seconds: number): void {
    const end = this.now + seconds;
    for (;;) {
      const next = [...this.calls].sort((a, b) => a.at - b.at)[0];
      if (next === undefined || next.at > end) break;
      this.calls.splice(this.calls.indexOf(next), 1);
      this.now = next.at;
      next.f();
    }
    this.now = end;
  }
  lock(): DeferredFilesystemLock {
    return new DeferredFilesystemLock("/lock", { clock: this, files: this.files });
  }
}
const nameOf = (result: unknown): unknown =>
  result instanceof Failure ? result.value.name : result;

test("a free lock is held at once, and nothing is left to be called", () => {
  const world = new World();
  const lock = world.lock();
  assert.equal(lock.deferUntilLocked({ timeoutSeconds: 5 }).result, lock);
  assert.deepEqual(
    [lock.locked, lock.clean, world.holder, world.calls.length],
    [true, true, "7", 0],
  );
  lock.unlock();
  assert.deepEqual([lock.locked, lock.lock()], [false, true]);
});

test("a held lock is tried once a second, until it is given back", () => {
  const world = new World();
  world.holder = "1";
  const waiting = world.lock().deferUntilLocked();
  world.advance(10.5);
  world.holder = null;
  assert.equal(waiting.called, false);
  world.advance(0.5);
  assert.equal(waiting.called, true);
  assert.deepEqual([world.holder, world.calls.length], ["7", 0]);
});

test("it is tried for so long, and one last time at the end", () => {
  for (const givenBack of [false, true]) {
    const world = new World();
    world.holder = "1";
    const lock = world.lock();
    const seen: unknown[] = [];
    lock.deferUntilLocked({ timeoutSeconds: 2.5 }).addBoth((result) => seen.push(nameOf(result)));
    world.advance(2.4);
    if (givenBack) world.holder = null;
    world.advance(0.1);
    assert.deepEqual(seen, [givenBack ? lock : "TimeoutError"]);
    assert.equal(world.calls.length, 0);
  }
});

test("cancelled or aborted, it is tried no more", () => {
  for (const how of ["cancel", "abort"]) {
    const world = new World();
    world.holder = "1";
    const abort = new AbortController();
    const lock = world.lock();
    const seen: unknown[] = [];
    const waiting = lock.deferUntilLocked({ timeoutSeconds: 60, signal: abort.signal });
    waiting.addBoth((result) => seen.push(nameOf(result)));
    if (how === "cancel") waiting.cancel();
    else abort.abort();
    assert.deepEqual([seen, world.calls.length], [["CancelledError"], 0]);
    world.holder = null;
    assert.equal(lock.deferUntilLocked().called, true);
  }
});

test("one waits at a time: a second is an error of whoever asks", () => {
  const world = new World();
  world.holder = "1";
  const lock = world.lock();
  lock.deferUntilLocked();
  assert.throws(() => lock.deferUntilLocked(), AlreadyTryingToLockError);
});

test("what the file system throws is the failure, at once and later", () => {
  const world = new World();
  world.broken = new RangeError("no such folder");
  const lock = world.lock();
  const seen: unknown[] = [];
  lock.deferUntilLocked().addBoth((result) => seen.push(nameOf(result)));
  world.broken = null;
  world.holder = "1";
  lock.deferUntilLocked().addBoth((result) => seen.push(nameOf(result)));
  world.broken = new RangeError("gone");
  world.advance(1);
  assert.deepEqual([seen, world.calls.length], [["RangeError", "RangeError"], 0]);
});

test("using gives it back at the end of the block", async () => {
  const world = new World();
  {
    using held = await world.lock().deferUntilLocked();
    assert.equal(held.locked, true);
  }
  assert.equal(world.holder, null);
});
