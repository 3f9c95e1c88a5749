import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { TrialWorld } from "./trial-world.test-fixture.ts";

const world = new TrialWorld();
after(() => world.close());
before(() => {
  world.write(
    "echo.test.mjs",
    `import { test } from "node:test";
class EchoTest extends TestCase {
  testA() { console.log("written"); }
  async testB() {}
  *testC() { yield Promise.resolve(); }
  testD() { throw new SkipTest("why"); }
}
trial(EchoTest);
test("plain", () => {});`,
  );
  world.write(
    "bad/bad.test.mjs",
    `class BadTest extends TestCase {
  testBad() { throw new TypeError("bad"); }
  testDies() { process.kill(process.pid, "SIGKILL"); }
  testLast() {}
}
trial(BadTest);`,
  );
  world.write("bad/load.test.mjs", `throw new RangeError("load");`);
  world.write("bad/forgot.test.mjs", "export class ForgotTest extends TestCase { testX() {} }");
});

describe("trial", { concurrency: 2 }, () => {
  test("green is quiet; what tests write goes through", async () => {
    const { status, out, err } = await world.run(["echo"]);
    assert.equal(
      out,
      `written\n${"-".repeat(79)}\nRan 5 tests in 1.000s\n\nPASSED (skips=1, successes=4)\n`,
    );
    assert.deepEqual([status, err], [0, ""]);
  });

  test("U8: side by side: each problem of each file, in order, a process that dies among them", async () => {
    const { status, out } = await world.run(["-j", "3", "bad", "echo"]);
    assert.equal(status, 1);
    const problems = [...out.matchAll(/^\[(\w+)\] (.*)\n(.*)/gm)].map((match) => match.slice(1));
    assert.deepEqual(problems, [
      ["ERROR", "bad/bad.BadTest.testBad", "TypeError: bad"],
      ["ERROR", "bad/bad.BadTest.testDies", "its process ended before it did: killed by SIGKILL"],
      ["ERROR", "bad/forgot.test.mjs", "it exports ForgotTest, and never calls trial(ForgotTest)"],
      ["ERROR", "bad/load.test.mjs", "RangeError: load"],
    ]);
    assert.match(out, /testBad \(bad\/bad\.test\.mjs:3:21\)\n=/);
    assert.match(out, /\nFAILED \(skips=1, errors=4, successes=4\)\n$/);
  });

  test("one test, by its dotted name: no other runs, none outside of classes either", async () => {
    const { status, out } = await world.run(["--reporter", "verbose", "echo.EchoTest.testB"]);
    assert.match(out, /^echo\.test\.mjs\n {2}EchoTest\n {4}testB \.\.\. +\[OK\]\n-+\nRan 1 test /);
    assert.equal(status, 0);
  });

  test("a dry run names the tests, in the order that a seed gives", async () => {
    const all = ["A", "B", "C", "D"].map((letter) => `echo.EchoTest.test${letter}`);
    const { out, status } = await world.run(["--dry-run", "EchoTest"]);
    assert.deepEqual([out, status], [`${all.join("\n")}\n`, 0]);
    const { out: any } = await world.run(["-n", "--random", "0", "EchoTest"]);
    const [line, ...names] = any.trimEnd().split("\n");
    assert.equal(line, "Running tests shuffled with seed 7");
    assert.notDeepEqual(names, all);
    assert.deepEqual(names.sort(), all);
    assert.equal((await world.run(["-n", "-z", "7", "EchoTest"])).out, any);
  });

  test("exitfirst stops", async () => {
    const { out, status } = await world.run(["-x", "bad.BadTest", "echo"]);
    assert.match(out, /Ran 1 test in/);
    assert.equal(status, 1);
  });

  test("until-failure goes on until then", async () => {
    const count = join(world.cwd, "count");
    writeFileSync(count, "");
    world.write(
      "third/third.test.mjs",
      `import { appendFileSync, readFileSync } from "node:fs";
class ThirdTest extends TestCase {
  testIt() {
    appendFileSync("count", "x");
    if (readFileSync("count", "utf8").length === 3) this.fail("the third time");
  }
}
trial(ThirdTest);`,
    );
    const { out, status } = await world.run(["--until-failure", "ThirdTest"]);
    assert.deepEqual(out.match(/^Test Pass \d+|^PASSED|^FAILED/gm), [
      ...["Test Pass 1", "PASSED", "Test Pass 2", "PASSED", "Test Pass 3", "FAILED"],
    ]);
    assert.equal(status, 1);
    assert.equal(readFileSync(count, "utf8"), "xxx");
  });

  test("an interruption tells what has run, and what was running", async () => {
    world.write(
      "slow/slow.test.mjs",
      `import { writeFileSync } from "node:fs";
class SlowTest extends TestCase {
  testFast() {}
  testSlow() { writeFileSync("slow-runs", ""); return new Promise(() => {}); }
}
trial(SlowTest);`,
    );
    const stop = new AbortController();
    const ran = world.run(["SlowTest"], stop.signal);
    while (!existsSync(join(world.cwd, "slow-runs"))) await new Promise(setImmediate);
    stop.abort();
    const { out, status } = await ran;
    assert.match(
      out,
      /Ran \d tests? in .*\nInterrupted while it ran slow\/slow\.SlowTest\.testSlow\n\nFAILED/,
    );
    assert.equal(status, 1);
  });

  test("what is wrong with the command line is one line, and status 2", async () => {
    for (const [argv, message] of [
      [["ehco"], "trial: nothing is called ehco (did you mean echo?)\n"],
      [["EchoTest.testZ"], "trial: no test is called EchoTest.testZ\n"],
      [["--reporter", "nowhere", "echo"], "trial: there is no reporter nowhere\n"],
      [["-u", "--coverage", "echo"], "trial: --until-failure is not for node --test\n"],
      [["--frob"], "trial: unknown option '--frob'\n"],
    ] as const)
      assert.deepEqual(await world.run(argv), { status: 2, out: "", err: message });
  });

  test("help and version are answers", async () => {
    assert.deepEqual(await world.run(["--version"]), { status: 0, out: "1.2.3\n", err: "" });
    assert.equal((await world.run(["--help"])).status, 0);
  });
});
