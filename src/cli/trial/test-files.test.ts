import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { after, before, test } from "node:test";
import { TrialUsageError } from "./errors.ts";
import { findFiles, isTestFile, stemOf } from "./test-files.ts";

let cwd = "";
const write = (path: string, text = ""): void => {
  mkdirSync(dirname(join(cwd, path)), { recursive: true });
  writeFileSync(join(cwd, path), text);
};
before(() => {
  cwd = mkdtempSync(join(tmpdir(), "trial-"));
  write("test/echo.test.js", "class EchoTest extends TestCase {}");
  write("test/deep/chat.test.mjs", "class ChatTest extends EchoTest {}");
  write("test/deep/test-old.js");
  write("other/echo.test.js");
  write("tools/run.js", "class EchoTest {}");
  write("ts/typed.test.ts");
  write("node_modules/x/x.test.js");
  write(".hidden/x.test.js");
});
after(() => rmSync(cwd, { recursive: true }));

const find = (names: string[], typescript = true): string[] =>
  findFiles(names, { cwd, typescript }).map(({ path, select }) =>
    [relative(cwd, path), ...select].join(" "),
  );
const complains = (names: string[], message: RegExp, typescript = true): void =>
  assert.throws(
    () => find(names, typescript),
    (error) => error instanceof TrialUsageError && message.test(error.message),
  );

test("names of test files", () => {
  const are = ["a.test.js", "a-test.mjs", "a_test.cjs", "test-a.ts", "test.js", "test_a.mts"];
  for (const name of are) assert.ok(isTestFile(name), name);
  for (const name of ["a.js", "test.d.ts", "a.test.d.ts", "attest.js", "a.test.json", "testa.js"])
    assert.ok(!isTestFile(name), name);
  assert.equal(stemOf("test/echo.test.mjs"), "test/echo");
});

test("no name is all files of the folder, a folder is those in it", () => {
  const all = [
    "other/echo.test.js",
    "test/deep/chat.test.mjs",
    "test/deep/test-old.js",
    "test/echo.test.js",
    "ts/typed.test.ts",
  ];
  assert.deepEqual(find([]), all);
  assert.deepEqual(find(["test/deep"]), all.slice(1, 3));
});

test("a path is a file, whatever it is called", () => {
  assert.deepEqual(find(["tools/run.js", "./test/echo.test.js"]), [
    "tools/run.js",
    "test/echo.test.js",
  ]);
});

test("a dotted name: the end of a path, with folders by dots or slashes, then class and method", () => {
  const one = "test/echo.test.js";
  assert.deepEqual(find(["echo"]), ["other/echo.test.js", one]);
  assert.deepEqual(find(["test/echo"]), [one]);
  assert.deepEqual(find(["test.echo"]), [one]);
  assert.deepEqual(find(["test.echo.EchoTest"]), [`${one} EchoTest`]);
  assert.deepEqual(find(["test/echo.EchoTest.testA"]), [`${one} EchoTest.testA`]);
  assert.deepEqual(find(["test/echo.test.js.EchoTest"]), [`${one} EchoTest`]);
  assert.deepEqual(find(["test.deep.chat.ChatTest.testA"]), [
    "test/deep/chat.test.mjs ChatTest.testA",
  ]);
});

test("a class alone is looked for in test files", () => {
  assert.deepEqual(find(["EchoTest"]), ["test/echo.test.js EchoTest"]);
  assert.deepEqual(find(["ChatTest.testA"]), ["test/deep/chat.test.mjs ChatTest.testA"]);
});

test("each file once: its parts together, and all of it if all was named", () => {
  assert.deepEqual(find(["EchoTest.testA", "EchoTest.testB"]), [
    "test/echo.test.js EchoTest.testA EchoTest.testB",
  ]);
  assert.deepEqual(find(["EchoTest.testA", "test/echo", "EchoTest"]), ["test/echo.test.js"]);
});

test("what means nothing is said in a line, with what may have been meant", () => {
  complains(["ehco"], /^nothing is called ehco \(did you mean echo\?\)$/);
  complains(["nowhere/at/all.js"], /^nothing is called nowhere\/at\/all\.js$/);
  complains(["NoTest.testA"], /^nothing is called NoTest\.testA$/);
  complains(["tools"], /^no test files in tools \(their names are /);
});

test("where Node.js runs no TypeScript: what was made of it is meant, or it says what to do", () => {
  assert.ok(!find([], false).includes("ts/typed.test.ts"));
  complains(
    ["ts/typed.test.ts"],
    /typed\.test\.ts: this Node\.js \(.*\) runs no TypeScript: compile/,
    false,
  );
  complains(["ts"], /runs no TypeScript/, false);
});
