import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { after, test } from "node:test";
import { runFile } from "./run-file.ts";
import { TrialWorld } from "./trial-world.test-fixture.ts";

const world = new TrialWorld();
after(() => world.close());

async function run(name: string, select: string[] = []) {
  const stdout = new PassThrough({ encoding: "utf8" });
  const told: string[] = [];
  const report = await runFile(
    { path: join(world.cwd, name), select },
    {
      cwd: world.cwd,
      request: {},
      stdout,
      stderr: stdout,
      signal: new AbortController().signal,
      onResult: ({ id, outcome }) => void told.push(`${id} ${outcome}`),
    },
  );
  return { report, told, out: String(stdout.read() ?? "") };
}

test("results come one by one, and what is selected alone is run", async () => {
  world.write(
    "a.test.mjs",
    "class A extends TestCase { testX() {} testY() { this.fail('no'); } }\ntrial(A);",
  );
  const { told, report } = await run("a.test.mjs");
  assert.deepEqual(told, ["A.testX success", "A.testY failure"]);
  assert.equal(report.interrupted, null);
  assert.deepEqual((await run("a.test.mjs", ["A.testX"])).told, ["A.testX success"]);
});

test("what a test leaves open keeps nobody waiting, and what it started is ended with it", async () => {
  world.write(
    "b.test.mjs",
    `import { spawn } from "node:child_process";
import { createServer } from "node:net";
class B extends TestCase {
  testX() {
    createServer().listen(0);
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" });
    console.log(child.pid);
  }
}
trial(B);`,
  );
  const { told, out } = await run("b.test.mjs");
  assert.equal(told[0], "B.testX success");
  // It has been killed; that takes the host a moment.
  for (let look = 0; look < 1000 && !hasEnded(Number(out)); look++) await new Promise(setImmediate);
  assert.ok(hasEnded(Number(out)), out);
});

/** Where nobody asks how it ended, Linux keeps a little of it. */
function hasEnded(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return true;
  }
}

test("a syntax error is told, and Node.js says where it is", async () => {
  world.write("c.test.mjs", "const x = ;");
  const { told, out } = await run("c.test.mjs");
  assert.deepEqual(told, [" error"]);
  assert.match(out, /c\.test\.mjs:2\nconst x = ;/);
});
