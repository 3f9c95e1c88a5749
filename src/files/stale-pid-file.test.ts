import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryFiles } from "../platform/memory/index.ts";
import { FilePath } from "./file-path.ts";
import { PIDFile } from "./pid-file.ts";

/** Those who start, of whom each lives; and what becomes of one who does. */
function setUp(content?: string) {
  const disk = new MemoryFiles().set("/run/other", "");
  if (content !== undefined) disk.set("/run/x.pid", content);
  const running = new Set([10, 11, 12]);
  const won: number[] = [];
  const start = (pid: number): void => {
    const path = new FilePath(
      "/run/x.pid",
      disk.platform(() => true),
    );
    try {
      new PIDFile(path, { pid, isRunning: (other) => running.has(other) }).acquire();
      won.push(pid);
    } catch (thrown) {
      assert.equal((thrown as Error).name, "AlreadyRunningError", String(thrown));
    }
  };
  return { disk, running, won, start };
}

test("E14: three that start at once: one of them runs, at whichever steps the others come", () => {
  for (const content of [undefined, "99\n", "99"])
    for (let first = 1; first < 40; first++)
      for (let second = 1; second < 40; second++) {
        const { disk, won, start } = setUp(content);
        const coming = [
          { at: first, pid: 11 },
          { at: second, pid: 12 },
        ];
        let count = 0;
        disk.before = () => {
          count += 1;
          const now = coming.find(({ at }) => at <= count);
          if (now !== undefined) {
            coming.splice(coming.indexOf(now), 1);
            start(now.pid);
          }
          return undefined;
        };
        start(10);
        disk.before = null;
        for (const { pid } of coming) start(pid);
        const what = `${content}, steps ${first} and ${second}: ${won}`;
        assert.equal(won.length, 1, what);
        assert.equal(disk.text("/run/x.pid"), `${won[0]}\n`, what);
        assert.deepEqual(disk.paths, ["/run/other", "/run/x.pid"], what);
      }
});

test("E14: one that is killed at any step of it keeps nobody from the next start", () => {
  for (let at = 1; at < 40; at++) {
    const { disk, running, won, start } = setUp("99\n");
    let count = 0;
    let killed = false;
    disk.before = () => {
      count += 1;
      killed ||= count === at;
      // Whatever it would do from here on does not happen.
      return killed ? "EIO" : undefined;
    };
    try {
      start(10);
    } catch (thrown) {
      assert.match(String(thrown), /EIO|AssertionError/);
    }
    disk.before = null;
    running.delete(10);
    won.length = 0;
    start(11);
    assert.deepEqual([won, disk.text("/run/x.pid")], [[11], "11\n"], `step ${at}`);
  }
});

test("E14: who said before that he wants it has it while he lives; our own number was somebody else", () => {
  for (const [content, winner] of [
    ["99\n\n11 abc\n", []],
    ["99\n\n98 abc\n", [10]],
    ["99\n\n10 abc\n", [10]],
    ["10\n\n98 abc\n\n12 x\n", []],
  ] as const) {
    const { disk, won, start } = setUp(content);
    start(10);
    assert.deepEqual(won, winner, content);
    assert.deepEqual(disk.paths, ["/run/other", "/run/x.pid"]);
  }
});

test("a file that we may not write into, or give another name, in a folder of ours, is taken away", () => {
  for (const refused of ["write", "link"]) {
    const { disk, won, start } = setUp("99\n");
    let refusals = 0;
    disk.before = ({ name, path }) => {
      const isOld = refused === "link" ? path.endsWith("/x.pid") : path.endsWith(".old");
      if (name !== refused || !isOld || refusals > 0) return undefined;
      refusals += 1;
      return "EPERM";
    };
    start(10);
    assert.deepEqual([won, disk.text("/run/x.pid")], [[10], "10\n"]);
    assert.deepEqual(disk.paths, ["/run/other", "/run/x.pid"]);
  }
});
