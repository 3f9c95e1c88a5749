import assert from "node:assert/strict";
import { test } from "node:test";
import { NotHeldError } from "./errors.ts";
import { FilesystemLock, type LinkFiles } from "./filesystem-lock.ts";

const PATH = "/run/lock";

/** Links that processes share; `before` may come in between any two steps of one of them. */
class Links {
  readonly links = new Map<string, string>();
  readonly dead = new Set<number>();
  before: (pid: number, what: string) => void = () => {};

  process(pid: number): LinkFiles {
    const step = <A extends unknown[], R>(what: string, f: (...args: A) => R) => {
      return (...args: A): R => {
        this.before(pid, what);
        return f(...args);
      };
    };
    const { links } = this;
    return {
      pid,
      symlink: step(
        "symlink",
        (target, path) => !links.has(path) && links.set(path, target).has(path),
      ),
      readlink: step("readlink", (path) => links.get(path) ?? null),
      remove: step("remove", (path) => links.delete(path)),
      rename: step("rename", (path, to) => {
        const target = links.get(path);
        if (target === undefined) return false;
        links.delete(path);
        return links.set(to, target).has(to);
      }),
      isRunning: step("isRunning", (other) => !this.dead.has(other)),
    };
  }
}

test("P4: one process holds it, until it gives it back; the link says who", () => {
  const links = new Links();
  const [a, b] = [1, 2].map((pid) => new FilesystemLock(PATH, links.process(pid))) as [
    FilesystemLock,
    FilesystemLock,
  ];
  assert.deepEqual([a.lock(), a.locked, a.clean, links.links.get(PATH)], [true, true, true, "1"]);
  assert.deepEqual([b.lock(), b.locked, a.lock()], [false, false, false]);
  assert.throws(() => b.unlock(), NotHeldError);
  a.unlock();
  assert.deepEqual([a.locked, links.links.size], [false, 0]);
  assert.deepEqual([b.lock(), b.clean], [true, true]);
  assert.throws(() => a.unlock(), NotHeldError);
});

test("P4: the lock of a process that has died is taken over, and is not clean; the next one is", () => {
  const links = new Links();
  new FilesystemLock(PATH, links.process(1)).lock();
  links.dead.add(1);
  const lock = new FilesystemLock(PATH, links.process(2));
  assert.deepEqual([lock.lock(), lock.clean, [...links.links]], [true, false, [[PATH, "2"]]]);
  lock.unlock();
  assert.deepEqual([lock.lock(), lock.clean], [true, true]);
});

test("what is no lock is left alone", () => {
  const links = new Links();
  for (const target of ["/etc", "", "-1", "0", "1x"]) {
    links.links.set(PATH, target);
    assert.equal(new FilesystemLock(PATH, links.process(2)).lock(), false);
    assert.equal(links.links.get(PATH), target);
  }
});

test("given back between two looks, it is taken", () => {
  const links = new Links();
  links.links.set(PATH, "1");
  links.before = (_, what) => void (what === "readlink" && links.links.delete(PATH));
  assert.equal(new FilesystemLock(PATH, links.process(2)).lock(), true);
});

test("P4: two that find a dead one's lock at once: whenever the other comes in, just one holds it", () => {
  const steps = ["symlink", "readlink", "isRunning", "rename", "remove"];
  for (const comesIn of steps) {
    const links = new Links();
    links.links.set(PATH, "9");
    links.dead.add(9);
    const [a, b] = [1, 2].map((pid) => new FilesystemLock(PATH, links.process(pid))) as [
      FilesystemLock,
      FilesystemLock,
    ];
    let other: boolean | null = null;
    links.before = (pid, what) => {
      if (pid !== 1 || what !== comesIn || other !== null) return;
      other = false;
      other = b.lock();
    };
    const one = a.lock();
    assert.deepEqual([one, other].sort(), [false, true], `at ${comesIn}`);
    assert.equal(links.links.get(PATH), one ? "1" : "2");
    assert.equal(links.links.size, 1);
  }
});

test("P4: three that find a dead one's lock at once: in whatever order the second and third come in, one holds it", () => {
  for (const stale of [false, true])
    for (let first = 1; first <= 20; first++)
      for (let second = 1; second <= 20; second++) {
        const links = new Links();
        links.links.set(PATH, "9");
        if (stale) links.links.set(`${PATH}.taking`, "8");
        for (const pid of [8, 9]) links.dead.add(pid);
        const held: number[] = [];
        const start = (pid: number): void => {
          if (new FilesystemLock(PATH, links.process(pid)).lock()) held.push(pid);
        };
        let steps = 0;
        links.before = (pid) => {
          if (pid !== 1) return;
          steps += 1;
          if (steps === first) start(2);
          if (steps === first + second) start(3);
        };
        start(1);
        assert.equal(held.length, 1, `steps ${first}, ${second}: ${held}`);
        assert.deepEqual([...links.links], [[PATH, String(held[0])]]);
      }
});

test("using gives it back at the end of the block", () => {
  const links = new Links();
  {
    using lock = new FilesystemLock(PATH, links.process(1));
    assert.equal(lock.lock(), true);
  }
  assert.equal(links.links.size, 0);
});
