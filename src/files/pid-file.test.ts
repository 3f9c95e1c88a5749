import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryFiles, MemoryNetwork } from "../platform/memory/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { FilePath } from "./file-path.ts";
import { PIDFile } from "./pid-file.ts";

/** Processes of one machine, by number; those in `running` run. */
function setUp(content?: string) {
  const disk = new MemoryFiles().set("/run/other", "");
  if (content !== undefined) disk.set("/run/x.pid", content);
  const running = new Set([10, 11, 12]);
  const of = (pid: number): PIDFile =>
    new PIDFile(
      new FilePath(
        "/run/x.pid",
        disk.platform(() => true),
      ),
      {
        pid,
        isRunning: (other) => running.has(other),
      },
    );
  return { disk, running, of };
}

test("E14: the file is there with its number while it is held, and nothing else", () => {
  const { disk, of } = setUp();
  assert.throws(() => of(10).read(), { name: "NoPIDFound" });
  assert.equal(of(10).isRunning(), false);
  {
    using file = of(10);
    assert.deepEqual(file.acquire(), { stale: false });
    assert.equal(disk.text("/run/x.pid"), "10\n");
    assert.deepEqual([file.read(), of(11).isRunning()], [10, true]);
    assert.throws(() => of(11).acquire(), {
      name: "AlreadyRunningError",
      message: /process 10 runs/,
    });
    assert.deepEqual(disk.paths, ["/run/other", "/run/x.pid"]);
  }
  assert.deepEqual(disk.paths, ["/run/other"]);
});

test("E14: stale: the process is no more, or has our own number", () => {
  for (const pid of ["99\n", "10\n", "  99  \nmore"]) {
    const { disk, of } = setUp(pid);
    if (pid !== "10\n") assert.throws(() => of(10).isRunning(), { name: "StalePIDFileError" });
    assert.deepEqual(of(10).acquire(), { stale: true });
    assert.deepEqual(disk.paths, ["/run/other", "/run/x.pid"]);
    assert.equal(disk.text("/run/x.pid"), "10\n");
  }
});

test("E14: what is no number is not replaced, and not removed", () => {
  for (const content of ["", "abc", "-1", "0", "99999999999", "1e3", "10 11"]) {
    const { disk, of } = setUp(content);
    assert.throws(() => of(10).acquire(), { name: "InvalidPIDFileError" }, content);
    assert.equal(of(10).remove(), false);
    assert.equal(disk.text("/run/x.pid"), content);
  }
});

test("E14: only its own is removed", () => {
  const { disk, of } = setUp();
  of(10).acquire();
  of(11).writeRunningPID();
  assert.equal(of(10).remove(), false);
  assert.equal(disk.text("/run/x.pid"), "11\n");
  assert.ok(of(11).remove());
  assert.equal(of(11).remove(), false);
});

test("E14: two that start at once: one of them runs, at whichever step the other comes", () => {
  for (const content of [undefined, "99\n"]) {
    let steps = 1;
    for (let at = 1; at <= steps; at++) {
      const { disk, of } = setUp(content);
      const won: number[] = [];
      const start = (pid: number): void => {
        try {
          of(pid).acquire();
          won.push(pid);
        } catch (thrown) {
          assert.equal((thrown as Error).name, "AlreadyRunningError", String(thrown));
        }
      };
      let count = 0;
      disk.before = () => {
        count += 1;
        if (count === at) start(11);
        return undefined;
      };
      start(10);
      steps = Math.max(steps, Math.min(count, 60));
      disk.before = null;
      assert.equal(won.length, 1, `step ${at}: ${won}`);
      assert.equal(disk.text("/run/x.pid"), `${won[0]}\n`);
      assert.deepEqual(disk.paths, ["/run/other", "/run/x.pid"]);
    }
    assert.ok(steps > 8, `${steps} steps`);
  }
});

test("E14: three that start at once over a stale file: one runs, whatever the order of their steps", () => {
  // Two cut into the first one's start, one after the other; or the third one into the second one's. What is cut goes on afterwards.
  let orders = 0;
  for (const nested of [true, false])
    for (const content of [undefined, "99\n"])
      for (const taking of content === undefined ? [undefined] : [undefined, "98\n"])
        for (let first = 1; first <= 40; first++)
          for (let second = 1; second <= 40; second++) {
            const { disk, of } = setUp(content);
            if (taking !== undefined) disk.set("/run/x.pid.taking", taking);
            const won: number[] = [];
            const start = (pid: number): void => {
              try {
                of(pid).acquire();
                won.push(pid);
              } catch (thrown) {
                assert.equal((thrown as Error).name, "AlreadyRunningError", String(thrown));
              }
            };
            const counts = [0, 0];
            let depth = 0;
            disk.before = () => {
              if (depth > 1) return undefined;
              const at = depth;
              counts[at]! += 1;
              const cutBy = [first, nested ? 0 : first + second].indexOf(counts[at]!);
              const next = at === 0 ? cutBy : counts[at] === second ? 1 : -1;
              if (next < 0 || (at === 1 && !nested)) return undefined;
              depth += 1;
              start(11 + next);
              depth -= 1;
              return undefined;
            };
            start(10);
            disk.before = null;
            orders += 1;
            assert.equal(won.length, 1, `steps ${first}, ${second}, ${nested}: ${won}`);
            assert.equal(disk.text("/run/x.pid"), `${won[0]}\n`);
            assert.deepEqual(disk.paths, ["/run/other", "/run/x.pid"]);
          }
  assert.equal(orders, 6 * 1600);
});

test("a folder that cannot be written to says so, and nothing is left", () => {
  const { disk, of } = setUp();
  disk.before = ({ name }) => (name === "link" ? "EPERM" : undefined);
  assert.throws(() => of(10).acquire(), { code: "EPERM" });
  disk.before = null;
  assert.deepEqual(disk.paths, ["/run/other"]);
});

test("on a simulated host: a program that crashed has left its file, the next one takes over", () => {
  const network = new MemoryNetwork();
  network.files("a").makeFolders("/run");
  const file = (): PIDFile => {
    const { files, environment } = reactorOn(network.host("a"));
    return new PIDFile(new FilePath("/run/x.pid", files), environment);
  };
  file().acquire();
  assert.ok(file().isRunning());
  network.crash("a");
  network.restart("a");
  assert.deepEqual(file().acquire(), { stale: true });
});
