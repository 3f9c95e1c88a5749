import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryFiles } from "../platform/memory/index.ts";
import { DailyLogFile } from "./daily-log-file.ts";
import { FilePath } from "./file-path.ts";

const DAY = 86_400;
/** 28 November 2026. */
const START = Date.UTC(2026, 10, 28) / 1000;

function setUp(options: ConstructorParameters<typeof DailyLogFile>[1] = {}) {
  const clock = { now: START };
  const disk = new MemoryFiles({ now: () => clock.now, draw: () => 0 }).set("/log/x", "");
  const path = new FilePath(
    "/log/a",
    disk.platform(() => true),
  );
  return { clock, disk, path, log: new DailyLogFile(path, options) };
}

test("a day that is over is put away under its date", () => {
  const { clock, disk, log } = setUp();
  for (const [day, text] of [
    [0, "one "],
    [0.99, "two"],
    [1, "three"],
    [40, "four"],
  ] as const) {
    clock.now = START + day * DAY;
    log.write(text);
  }
  assert.deepEqual(
    ["a", "a.2026_11_28", "a.2026_11_29"].map((name) => disk.text(`/log/${name}`)),
    ["four", "one two", "three"],
  );
  assert.deepEqual(log.getLog(START + 5).readLines(), ["one two"]);
  assert.deepEqual(log.getLog(clock.now).readLines(), ["four"]);
  assert.throws(() => log.getLog(START + 2 * DAY), { name: "NoSuchLogError" });
  assert.equal(log.suffix(Date.UTC(2027, 0, 5) / 1000), "2027_1_5");
});

test("a program that begins anew puts away what is of another day", () => {
  const { clock, disk, path, log } = setUp();
  log.write("yesterday");
  log.close();
  clock.now += DAY;
  new DailyLogFile(path).write("today");
  assert.deepEqual([disk.text("/log/a.2026_11_28"), disk.text("/log/a")], ["yesterday", "today"]);
});

test("a day begins where it is said to", () => {
  const { clock, disk, log } = setUp({ offsetMinutes: 60 });
  clock.now = START + 22.5 * 3600;
  log.write("late");
  clock.now = START + 23 * 3600;
  log.write("early");
  assert.deepEqual([disk.text("/log/a.2026_11_28"), disk.text("/log/a")], ["late", "early"]);
});

test("a clock that goes back, or a name that is taken, overwrites nothing", () => {
  const { clock, disk, log } = setUp();
  disk.set("/log/a.2026_11_29", "somebody's");
  clock.now = START + DAY;
  log.write("1");
  clock.now = START;
  log.write("2");
  clock.now = START + 2 * DAY;
  log.write("3");
  clock.now = START + 3 * DAY;
  log.write("4");
  assert.deepEqual(
    ["a.2026_11_29", "a.2026_11_30", "a"].map((name) => disk.text(`/log/${name}`)),
    ["somebody's", "123", "4"],
  );
});

test("a clock that was ahead by weeks, and is set right, does not keep the log from being put away until then", () => {
  const { clock, disk, log } = setUp();
  for (const [day, text] of [
    [0, "0"],
    [30, "ahead"],
    [0.5, "right"],
    [1, "1"],
    [2, "2"],
  ] as const) {
    clock.now = START + day * DAY;
    log.write(text);
  }
  // The name of the day is taken: it is written on, and not overwritten.
  assert.deepEqual(
    ["a.2026_11_28", "a.2026_11_29", "a"].map((name) => disk.text(`/log/${name}`)),
    ["0", "aheadright1", "2"],
  );
});

test("who looks after a log that others write puts away their days, and none that is empty", () => {
  const { clock, disk, path, log } = setUp();
  const at = (day: number, text = ""): boolean => {
    clock.now = START + day * DAY;
    if (text !== "") {
      const file = path.open("a");
      file.write(new TextEncoder().encode(text));
      file.close();
    }
    return log.rotateIfDue();
  };
  assert.deepEqual([at(0, "0"), at(0.9, "0")], [false, false]);
  assert.deepEqual([at(1), at(1.1), at(3), at(3.1, "3"), at(4)], [true, false, false, false, true]);
  assert.deepEqual(
    ["a.2026_11_28", "a.2026_12_1", "a"].map((name) => disk.text(`/log/${name}`)),
    ["00", "3", ""],
  );
});

test("no more days are kept than are to be", () => {
  const { clock, disk, log } = setUp({ maxRotatedFiles: 2 });
  for (let day = 0; day < 5; day++) {
    clock.now = START + day * DAY;
    log.write(String(day));
  }
  assert.deepEqual(disk.paths, ["/log/a", "/log/a.2026_11_30", "/log/a.2026_12_1", "/log/x"]);
});

test("a clock of one's own, and a log that was moved", () => {
  let now = START;
  const { disk, path, log } = setUp({ clock: () => now });
  log.write("1");
  path.moveTo(path.sibling("moved"));
  log.reopen();
  now += DAY;
  log.write("2");
  assert.deepEqual([disk.text("/log/moved"), disk.text("/log/a")], ["1", "2"]);
});
