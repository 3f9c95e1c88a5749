/** `--log-file` and `--pid-file`, with real processes and files. */
import assert from "node:assert/strict";
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, test } from "node:test";
import { type RunningProgram, startTwist } from "../running-program.ts";
import { until } from "../until.ts";

const module = (...path: string[]): string => JSON.stringify(resolve("dist", ...path, "index.js"));
const folder = mkdtempSync(join(tmpdir(), "twist-files-"));
after(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

/** A program whose service does that when it starts; `log` and `reactor` are there. */
function program(name: string, code: string): string {
  writeFileSync(
    at(name),
    `import { Service } from ${module("application")};
import { Logger } from ${module("logger")};
const log = new Logger({ namespace: "test" });
export default (reactor) => new (class extends Service {
  startService() { super.startService(); ${code} }
})();\n`,
  );
  return at(name);
}

function twist(...args: string[]): RunningProgram {
  return startTwist(args, { cwd: folder });
}

const read = (name: string): string => (existsSync(at(name)) ? readFileSync(at(name), "utf8") : "");

test("logrotate: moved, SIGHUP, and every line is in one of the two, once", async () => {
  const file = program(
    "ticks.mjs",
    "let n = 0; const tick = () => { log.info('tick {n}', { n: n++ }); reactor.callLater(0.002, tick); }; tick();",
  );
  const child = twist("--log-file", "ticks.log", "run", file);
  await until("it ticks", () => read("ticks.log").includes("tick 50\n"));
  renameSync(at("ticks.log"), at("ticks.old"));
  const moved = statSync(at("ticks.old")).size;
  await until("it ticks in the one that was moved", () => statSync(at("ticks.old")).size > moved);
  child.signal("SIGHUP");
  await until("it ticks on", () => /tick \d+\n.*tick \d+\n/s.test(read("ticks.log")));
  child.signal("SIGTERM");
  await child.exit();
  const text = read("ticks.old") + read("ticks.log");
  const ticks = [...text.matchAll(/tick (\d+)\n/g)].map(([, n]) => Number(n));
  assert.deepEqual(
    ticks,
    Array.from(ticks, (_, i) => i),
  );
  assert.match(read("ticks.log"), /^.*received SIGHUP, the log is open anew\n/);
  assert.match(text, /stopped\n$/);
});

test("process.exit in the middle of a turn: all that was logged is there", async () => {
  const file = program(
    "exit.mjs",
    "for (let i = 0; i < 1000; i++) log.info('line {i}', { i }); process.exit(3);",
  );
  const child = twist("--log-file", "exit.log", "run", file);
  assert.equal(await child.exit(), 3);
  assert.match(read("exit.log"), /line 999\n$/);
});

test("an exception that nobody caught is in the log", async () => {
  const file = program(
    "throws.mjs",
    "setTimeout(() => { log.info('before'); throw new RangeError('on purpose'); }, 10);",
  );
  const child = twist("--log-file", "throws.log", "run", file);
  await until("it is there", () => /before\n.*on purpose/s.test(read("throws.log")));
  child.signal("SIGTERM");
  await child.exit();
});

test("rotation by size keeps so many, and loses no line of those", async () => {
  const file = program(
    "much.mjs",
    "let n = 0; const tick = () => { for (let i = 0; i < 20; i++) log.info('tick {n}', { n: n++ }); if (n < 2000) reactor.callLater(0, tick); else reactor.stop(); }; tick();",
  );
  const options = ["--log-file", "much.log", "--log-rotate", "10k", "--log-keep", "3"];
  await twist(...options, "run", file).exit();
  const text = ["much.log.3", "much.log.2", "much.log.1", "much.log"].map(read).join("");
  const ticks = [...text.matchAll(/tick (\d+)\n/g)].map(([, n]) => Number(n));
  assert.deepEqual(
    ticks,
    Array.from(ticks, (_, i) => 2000 - ticks.length + i),
  );
  assert.ok(!existsSync(at("much.log.4")));
  // Each line names the file of the program, which is in a folder of whatever name.
  assert.ok(ticks.length > 300, `${ticks.length} lines`);
  assert.ok(statSync(at("much.log.1")).size < 12_000);
});

test("a pipe that nobody reads costs lines, not memory; they are told of when somebody reads", async () => {
  const file = program(
    "flood.mjs",
    `const { writeFileSync } = await0; let n = 0;
    const tick = () => {
      for (let i = 0; i < 1000; i++) log.info('{line}', { line: 'x'.repeat(1000) });
      n += 1;
      if (n === 60) writeFileSync(${JSON.stringify(at("memory"))}, String(process.stdout.writableLength));
      if (n < 60) reactor.callLater(0.001, tick);
    };
    tick();`,
  );
  writeFileSync(file, `import * as await0 from "node:fs";\n${readFileSync(file, "utf8")}`);
  const child = twist("run", file);
  child.child.stdout!.pause();
  await until("60 MB are logged", () => read("memory") !== "");
  assert.ok(Number(read("memory")) < 2_500_000, `${read("memory")} bytes wait`);
  child.child.stdout!.resume();
  await until("it tells what was lost", () =>
    /\d+ lines of the log were lost: the reader/.test(child.out),
  );
  const lost = [...child.out.matchAll(/(\d+) lines of the log were lost/g)];
  const there = child.out.split("\n").filter((line) => line.endsWith("xxx")).length;
  assert.equal(there + lost.reduce((sum, [, count]) => sum + Number(count), 0), 60_000);
  child.signal("SIGTERM");
  await child.exit();
});

test("a pipe that is closed costs the log, and not the program", async () => {
  const file = program(
    "closed.mjs",
    `reactor.callLater(1, () => { for (let i = 0; i < 10; i++) log.info('x'); this.timer = reactor.callLater(0.2, () => { process.exitCode = 0; reactor.stop(); }); });`,
  );
  const child = twist("run", file);
  child.child.stdout!.destroy();
  assert.equal(await child.exit(), 0);
});

test("E14: two starters: one runs, the other says who does; the file is gone afterwards", async () => {
  const file = program("idle.mjs", "");
  const options = ["--pid-file", "idle.pid", "--log-file", "idle.log", "run", file];
  const children = [twist(...options), twist(...options)];
  const loser = await Promise.race(
    children.map(async (child, i) => {
      assert.equal(await child.exit(), 1, child.err);
      return i;
    }),
  );
  const winner = children[1 - loser]!;
  const { pid } = winner.child;
  assert.match(children[loser]!.err, new RegExp(`process ${pid} runs already\\n$`));
  assert.equal(read("idle.pid"), `${pid}\n`);
  winner.signal("SIGKILL");
  await winner.exit();
  const third = twist(...options);
  await until("it takes over", () => read("idle.pid") === `${third.child.pid}\n`);
  third.signal("SIGTERM");
  await third.exit();
  assert.ok(!existsSync(at("idle.pid")));
  assert.match(read("idle.log"), /replaced .*idle\.pid, of a process that is no more/);
});
