import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { Logger, LogPublisher } from "../logger/index.ts";
import { MemoryFiles } from "../platform/memory/index.ts";
import { openLog } from "./log-observer.ts";

function setUp(options: object = {}, stdout = new PassThrough({ encoding: "utf8" })) {
  const disk = new MemoryFiles().set("/log/x", "");
  const stderr = new PassThrough({ encoding: "utf8" });
  const turn: (() => void)[] = [];
  const all = { "log-level": "info", "log-format": "text", "log-file": "-", ...options };
  const files = disk.platform(() => true);
  const opened = openLog(all, { stdout, stderr, files, soon: (run) => void turn.push(run) });
  const observer = new LogPublisher(opened.observer);
  const log = new Logger({ namespace: "n", observer, clock: () => 0 });
  const endTurn = (): void => {
    for (const run of turn.splice(0)) run();
  };
  return { log, opened, disk, stdout, stderr, endTurn };
}

const FILE = { "log-file": "/log/a" };

test("text on standard output, nothing below the level, when the turn is over", () => {
  const { log, stdout, stderr, endTurn } = setUp();
  log.debug("hidden");
  log.info("seen {what}", { what: 1 });
  assert.equal(stdout.read(), null);
  endTurn();
  assert.match(stdout.read(), /^1970-01-01T00:00:00\+0000 \[n#info\] seen 1\n$/);
  assert.equal(stderr.read(), null);
});

test("what is critical is written at once", () => {
  const { log, stdout } = setUp();
  log.critical("the end");
  assert.match(stdout.read(), /the end/);
});

test("JSON on standard error", () => {
  const { log, stdout, stderr, opened } = setUp({
    "log-file": "+",
    "log-format": "json",
    "log-level": "debug",
  });
  log.debug("seen");
  opened.flush();
  assert.equal(JSON.parse(String(stderr.read()).slice(1)).log_format, "seen");
  assert.equal(stdout.read(), null);
});

test("colours are for a terminal that has them", () => {
  for (const hasColors of [true, false]) {
    const terminal = Object.assign(new PassThrough({ encoding: "utf8" }), {
      hasColors: () => hasColors,
    });
    const { log, stdout, endTurn } = setUp({}, terminal);
    log.info("seen");
    endTurn();
    assert.equal(String(stdout.read()).includes("\u001b["), hasColors);
  }
});

test("a file is added to, and complete when the program has ended", () => {
  const { log, opened, disk } = setUp(FILE);
  disk.set("/log/a", "before\n");
  log.info("one");
  opened.end();
  log.info("late");
  assert.match(disk.text("/log/a")!, /^before\n.*one\n.*late\n$/);
});

test("SIGHUP: what was logged before goes to the file that was moved", () => {
  const { log, opened, disk, endTurn } = setUp(FILE);
  log.info("old");
  disk.platform(() => true).rename("/log/a", "/log/moved");
  opened.reopen!();
  log.info("new");
  endTurn();
  assert.match(disk.text("/log/moved")!, /old\n$/);
  assert.match(disk.text("/log/a")!, /new\n$/);
  assert.equal(setUp().opened.reopen, null);
});

test("a full disk costs lines, which are counted in the log's own format", () => {
  for (const format of ["text", "json"]) {
    const { log, disk, endTurn } = setUp({ ...FILE, "log-format": format });
    disk.capacity = 0;
    for (let i = 0; i < 3; i++) {
      log.info("lost");
      endTurn();
    }
    disk.capacity = 10_000;
    log.info("written");
    endTurn();
    const text = disk.text("/log/a")!;
    assert.match(text, /ENOSPC/);
    assert.match(text, format === "text" ? /twist#warn\] 3 lines of the log/ : /"lines":3/);
    assert.match(text, /written/);
  }
});

test("a disk that fails at the end costs nothing more", () => {
  const { opened, disk } = setUp(FILE);
  disk.before = () => "EIO";
  opened.end();
});

test("it is put away by size, and by day", () => {
  const { log, disk, endTurn } = setUp({ ...FILE, "log-rotate": 10, "log-keep": 1 });
  for (let i = 0; i < 4; i++) {
    log.info("line {i}", { i });
    endTurn();
  }
  assert.deepEqual(disk.paths, ["/log/a", "/log/a.1", "/log/x"]);
  assert.match(disk.text("/log/a.1")!, /line 2\n$/);
});

test("what cannot be is an error that says why", () => {
  for (const [options, message] of [
    [{ "log-file": "/no/such/folder" }, /^cannot log to \/no\/such\/folder: .*\(ENOENT\)$/],
    [{ "log-file": "/log" }, /^cannot log to \/log: .*\(EISDIR\)$/],
  ] as const)
    assert.throws(() => setUp(options), { name: "LogFileError", message });
  for (const options of [{ "log-rotate": 10 }, { "log-keep": 10 }])
    assert.throws(() => setUp(options), { name: "UsageError", message: /--log-file/ });
  const terminal = { stdout: new PassThrough(), stderr: new PassThrough(), files: null };
  assert.throws(() => openLog(FILE, terminal), { name: "LogFileError", message: /no files/ });
});

test("L7: levels by namespace", () => {
  const { log, stdout, endTurn } = setUp({ "log-level": "warn,n=debug" });
  log.debug("seen");
  new Logger({ namespace: "m", observer: log.observer }).info("hidden");
  endTurn();
  assert.match(stdout.read(), /seen\n$/);
});

test("lines of pino's", () => {
  const { log, stdout, endTurn } = setUp({ "log-format": "pino" });
  log.warn("{n} seen", { n: 1 });
  endTurn();
  const { level, time, pid, hostname, name, n, msg } = JSON.parse(stdout.read());
  assert.deepEqual([level, time, pid, name, n, msg], [40, 0, process.pid, "n", 1, "1 seen"]);
  assert.equal(typeof hostname, "string");
});

test("of a program with workers the supervisor puts the file away, by what all have written", () => {
  const disk = new MemoryFiles().set("/log/x", "");
  const terminal = { stdout: new PassThrough(), stderr: new PassThrough() };
  const options = {
    "log-level": "info",
    "log-format": "text",
    "log-file": "/log/a",
    "log-rotate": 100,
    "log-keep": 1,
  };
  const open = (role: "supervisor" | "worker") =>
    openLog(options, { ...terminal, files: disk.platform(() => true), role });
  const [supervisor, worker, other] = [open("supervisor"), open("worker"), open("worker")];
  for (const { observer } of [worker, other]) {
    const log = new Logger({ namespace: "n", observer: new LogPublisher(observer) });
    for (let i = 0; i < 10; i++) log.critical("line {i}", { i });
  }
  assert.equal(worker.rotateIfDue, null);
  assert.deepEqual(disk.paths, ["/log/a", "/log/x"]);
  supervisor.rotateIfDue!();
  assert.equal(disk.text("/log/a.1")!.split("\n").length, 21);
  new Logger({ namespace: "n", observer: new LogPublisher(other.observer) }).critical("after");
  assert.match(disk.text("/log/a")!, /^.*after\n$/);
  supervisor.rotateIfDue!();
  assert.deepEqual(disk.paths, ["/log/a", "/log/a.1", "/log/x"]);
});
