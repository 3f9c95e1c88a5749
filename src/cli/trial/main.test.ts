import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { TrialWorld } from "./trial-world.test-fixture.ts";

const MAIN = join(import.meta.dirname, "main.js");
const world = new TrialWorld();
after(() => world.close());

test("it can be started by its name, and a test that passes is status 0", () => {
  assert.match(readFileSync(MAIN, "utf8"), /^#!\/usr\/bin\/env node\n/);
  world.write("a.test.mjs", "class A extends TestCase { testX() {} }\ntrial(A);");
  const { stdout, status } = spawnSync(process.execPath, [MAIN, "A"], {
    cwd: world.cwd,
    encoding: "utf8",
  });
  assert.match(stdout, /Ran 1 test in \d+\.\d{3}s\n\nPASSED \(successes=1\)\n$/);
  assert.equal(status, 0);
});

test("node --test does what it does better, and is told what to run", () => {
  world.write(
    "b.test.mjs",
    "class B extends TestCase { testX() {} testY() { this.fail('no'); } }\ntrial(B);",
  );
  const run = (name: string) =>
    spawnSync(process.execPath, [MAIN, "--reporter", "tap", name], {
      cwd: world.cwd,
      encoding: "utf8",
    });
  const all = run("B");
  assert.match(all.stdout, /ok 1 - testX[\s\S]*not ok 2 - testY/);
  assert.equal(all.status, 1);
  const one = run("B.testX");
  assert.match(one.stdout, /# pass 1/);
  assert.equal(one.status, 0);
});

test("Ctrl-C ends it with what has run so far", async () => {
  world.write(
    "slow.test.mjs",
    "class S extends TestCase { testX() { console.log('it runs'); return new Promise(() => {}); } }\ntrial(S);",
  );
  const child = spawn(process.execPath, [MAIN, "S"], { cwd: world.cwd });
  let out = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    if (!out.includes("it runs") && (out + text).includes("it runs")) child.kill("SIGINT");
    out += text;
  });
  const status = await new Promise((done) => child.on("close", done));
  assert.match(out, /Interrupted while it ran slow\.S\.testX\n\nFAILED\n$/);
  assert.equal(status, 1);
});
