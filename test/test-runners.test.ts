/**
 * One test file, `test/runners/sample.test.mjs`, under every test runner that it should run under.
 *
 * `npm install --prefix build/runners` installs the others, once `test/runners/package.json` is there; `.ci/run` does.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { after, before, describe, test } from "node:test";

const INSTALLED = resolve("build/runners");
const FOLDER = join(INSTALLED, "sample");
const PACKAGE = join(INSTALLED, "node_modules", "torsion");
const FILE = "sample.test.mjs";
const absent = !existsSync(join(INSTALLED, "node_modules", ".bin", "vitest"));
const options = { skip: absent && !process.env.CI ? "the test runners are not installed" : false };

const FAILING_LINE =
  readFileSync(join("test/runners", FILE), "utf8")
    .split("\n")
    .findIndex((line) => line.includes("what it should be")) + 1;

before(() => {
  mkdirSync(FOLDER, { recursive: true });
  copyFileSync(join("test/runners", FILE), join(FOLDER, FILE));
  // The package as it is installed; not all of this folder, which the link would be in.
  mkdirSync(PACKAGE, { recursive: true });
  copyFileSync("package.json", join(PACKAGE, "package.json"));
  rmSync(join(PACKAGE, "dist"), { force: true });
  symlinkSync(resolve("dist"), join(PACKAGE, "dist"));
});
after(() => {
  for (const folder of [FOLDER, PACKAGE]) rmSync(folder, { recursive: true });
});

interface Ran {
  readonly text: string;
  readonly status: number | null;
}

function run(command: string, ...args: string[]): Ran {
  const { stdout, stderr, status, error } = spawnSync(command, args, {
    cwd: FOLDER,
    encoding: "utf8",
    timeout: 60_000,
    env: { ...process.env, NODE_TEST_CONTEXT: undefined, NO_COLOR: "1", FORCE_COLOR: undefined },
  });
  if (error) throw error;
  return { text: stdout + stderr, status };
}
const installed = (name: string): string => join(INSTALLED, "node_modules", ".bin", name);

const PASSING = ["testDeferred", "testPromise", "testGenerator", "testLater", "a simulation"];

/** `mark` gives what the line of a test that ended so looks like. */
function check(
  { text, status }: Ran,
  mark: (how: "pass" | "fail" | "skip", name: string) => RegExp,
) {
  for (const name of PASSING) assert.match(text, mark("pass", name), name);
  assert.match(text, mark("fail", "testFails"));
  assert.match(text, mark("skip", "testNever"));
  assert.ok(
    text.includes(`sample.test.mjs:${FAILING_LINE}`),
    "the failure has the line of the test",
  );
  assert.equal(status, 1);
}

describe("the test kit", () => {
  test("under node --test", () => {
    const signs = { pass: "✔", fail: "✖", skip: "﹣" };
    const ran = run(process.execPath, "--test", "--test-reporter=spec", FILE);
    check(ran, (how, name) => new RegExp(`${signs[how]} ${name} `));
    assert.match(ran.text, /﹣ testToday .*not today/);
  });

  test("under trial", () => {
    const tags = { pass: "OK|TODO", fail: "FAIL", skip: "SKIPPED" };
    const main = resolve("dist/cli/trial/main.js");
    const ran = run(process.execPath, main, "--reporter", "verbose", FILE);
    check(ran, (how, name) => new RegExp(`${name} \\.\\.\\. +\\[(?:${tags[how]})\\]`));
    assert.match(ran.text, /FAILED \(skips=2, expectedFailures=1, failures=1, successes=4\)/);
  });

  test("under Vitest", options, () => {
    const signs = { pass: "✓", fail: "×", skip: "↓" };
    const ran = run(installed("vitest"), "run", "--root", ".", "--reporter=verbose");
    check(ran, (how, name) => new RegExp(`${signs[how]} .*${name}`));
    assert.match(ran.text, /↓ .*testToday.*not today/);
  });

  test("under bun test", options, () => {
    const ran = run(installed("bun"), "test");
    check(ran, (how, name) => new RegExp(`\\(${how}\\) .*${name}`));
  });

  test("under deno test", options, () => {
    const words = { pass: "ok", fail: "FAILED", skip: "ignored" };
    const ran = run(installed("deno"), "test", "-A", "--no-check", FILE);
    check(ran, (how, name) => new RegExp(`${name} \\.\\.\\. ${words[how]}`));
  });
});
