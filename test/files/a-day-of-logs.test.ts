/** Twenty-four hours of a program's log, on simulated time, with all that can happen to it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type BaseLogFile, DailyLogFile, FilePath, LogFile } from "torsion/files";
import { type MemoryFiles, MemoryNetwork } from "torsion/platform/memory";
import { reactorOn } from "torsion/reactor/core";
import { LoopingCall } from "torsion/task";

const HOUR = 3600;
/** Noon, so that midnight is in the middle. */
const NOON = Date.UTC(2026, 10, 28, 12) / 1000;
const PERIOD = 10;

interface Day {
  readonly network: MemoryNetwork;
  readonly disk: MemoryFiles;
  /** Numbers of lines that were written, as far as the program knows; of those that were not. */
  readonly written: Set<number>;
  readonly failed: Set<number>;
}

/** A program that logs a numbered line every ten seconds, and goes on when its host comes back. */
function aDay(seed: number, open: (path: FilePath) => BaseLogFile): Day {
  const network = new MemoryNetwork({ seed, epoch: NOON });
  const disk = network.files("a");
  disk.makeFolders("/var/log");
  const written = new Set<number>();
  const failed = new Set<number>();
  let next = 0;
  network.boot("a", (platform) => {
    const reactor = reactorOn(platform);
    const log = open(new FilePath("/var/log/app", reactor.files));
    reactor.handleSignal("SIGHUP", () => log.reopen());
    reactor.run();
    const tick = (): void => {
      const number = next++;
      try {
        log.write(`${number} ${"x".repeat(number % 50)}\n`);
        written.add(number);
      } catch {
        failed.add(number);
      }
    };
    new LoopingCall(tick, { clock: reactor }).start(PERIOD);
  });
  return { network, disk, written, failed };
}

/** The numbers in all files of the log, each as often as it is there. */
function linesOnDisk(disk: MemoryFiles): number[] {
  return disk.paths
    .filter((path) => path.startsWith("/var/log/"))
    .flatMap((path) => disk.text(path)!.split("\n"))
    .filter((line) => line !== "")
    .map((line) => {
      assert.match(line, /^\d+ x*$/);
      const [number = "", rest = ""] = line.split(" ");
      assert.equal(rest.length, Number(number) % 50, `half a line: ${line}`);
      return Number(number);
    })
    .sort((a, b) => a - b);
}

const KINDS: Readonly<Record<string, (path: FilePath) => BaseLogFile>> = {
  "by size": (path) => new LogFile(path, { rotateLength: 5000 }),
  "by day": (path) => new DailyLogFile(path),
};

for (const [kind, open] of Object.entries(KINDS)) {
  test(`${kind}: a day of rotations, a disk that is full for an hour, SIGHUP after a move`, () => {
    const { network, disk, written, failed } = aDay(1, open);
    network.advance(6 * HOUR);
    disk.capacity = disk.used + 37;
    network.advance(HOUR);
    disk.capacity = Number.POSITIVE_INFINITY;
    network.advance(5.5 * HOUR);
    reactorOn(network.host("a")).files.rename("/var/log/app", "/var/log/moved");
    network.advance(100);
    network.signal("a", "SIGHUP");
    network.advance(24 * HOUR - 12.5 * HOUR - 100);
    assert.equal(written.size + failed.size, (24 * HOUR) / PERIOD + 1);
    assert.ok(failed.size > 340 && failed.size < 361, `${failed.size} lines were lost`);
    assert.deepEqual(linesOnDisk(disk), [...written]);
    assert.equal(disk.opened, 1);
    const files = disk.paths.length;
    assert.ok(kind === "by size" ? files > 50 : files === 3, `${files} files`);
  });

  test(`${kind}: crashes lose what was not on the disk, and nothing else, and double nothing`, () => {
    let lost = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const { network, disk, written } = aDay(seed, open);
      /** What may be lost: of the half minute before each crash. */
      const young = new Set<number>();
      for (let crash = 0; crash < 8; crash++) {
        network.advance(3 * HOUR - 60 + seed);
        const latest = [...written].at(-1)!;
        for (let number = latest; number > latest - 5; number--) young.add(number);
        network.crash("a");
        // A line of which only the beginning was on the disk.
        cutHalfLine(disk);
        network.advance(30);
        network.restart("a");
      }
      const there = linesOnDisk(disk);
      assert.equal(new Set(there).size, there.length, `seed ${seed}: a line is there twice`);
      const missing = [...written].filter((number) => !there.includes(number));
      for (const number of missing) assert.ok(young.has(number), `seed ${seed} lost ${number}`);
      lost += missing.length;
    }
    assert.ok(lost > 0, "the crashes did harm");
  });
}

/** As who reads the log of a machine that had no power would. */
function cutHalfLine(disk: MemoryFiles): void {
  for (const path of disk.paths.filter((name) => name.startsWith("/var/log/"))) {
    const text = disk.text(path)!;
    if (text !== "" && !text.endsWith("\n"))
      disk.set(path, text.slice(0, text.lastIndexOf("\n") + 1));
  }
}
