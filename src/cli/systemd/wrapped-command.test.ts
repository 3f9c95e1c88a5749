import assert from "node:assert/strict";
import { test } from "node:test";
import { Command, CommanderError } from "commander";
import { UnitError } from "./errors.ts";
import { listeningInstead, type WrappedCommand, wrappedCommand } from "./wrapped-command.ts";

const twist = new Command("twist")
  .version("1")
  .option("--grace <seconds>", "-", Number, 5)
  .option("-v, --verbose", "-")
  .configureOutput({ writeErr: () => {} });
twist.command("run");
twist.command("plain");
twist
  .command("chat")
  .option("-l, --listen <endpoint>", "-", "tcp:8123")
  .option("-p, --port <port>", "-");

const wrapped = (...words: string[]): WrappedCommand => wrappedCommand(words, twist, "/srv/app");
const descriptions = (...words: string[]): string[] =>
  wrapped(...words).listens.map(({ description }) => description);

test("the options of twist are read by what twist knows of them, and the program's are left alone", () => {
  const { program, words, options, file } = wrapped("--grace", "7", "-v", "chat", "--grace", "x");
  assert.deepEqual([program, file, options.grace, options.verbose], ["chat", null, 7, true]);
  assert.deepEqual(words, ["--grace", "7", "-v", "chat", "--grace", "x"]);
  assert.equal(wrapped("chat").options.grace, 5);
});

test("the file of run gets its full path, and its name is the program's", () => {
  const { program, words, file } = wrapped("-v", "run", "./lib/my-service.mjs", "-x", "./y");
  assert.deepEqual([program, file], ["my-service", "/srv/app/lib/my-service.mjs"]);
  assert.deepEqual(words, ["-v", "run", "/srv/app/lib/my-service.mjs", "-x", "./y"]);
});

test("where it listens is found in every way to say so, and in the program's default", () => {
  assert.deepEqual(descriptions("chat", "--listen", "tcp:1"), ["tcp:1"]);
  assert.deepEqual(descriptions("chat", "--listen=tcp:1", "-l", "tcp:2"), ["tcp:1", "tcp:2"]);
  assert.deepEqual(descriptions("chat", "-p", "3", "--port=4"), ["tcp:3", "tcp:4"]);
  assert.deepEqual(descriptions("chat"), ["tcp:8123"]);
  assert.deepEqual(descriptions("plain"), []);
  // What one letter means to a program that is not known is not known.
  assert.deepEqual(descriptions("run", "x.js", "-p", "3", "--listen", "tcp:1"), ["tcp:1"]);
});

test("what is listened on can be replaced, whatever way it was said", () => {
  const replaced = (...words: string[]): readonly string[] =>
    listeningInstead(wrapped(...words), (_, index) => `systemd:index=${index}`);
  const first = ["--listen", "systemd:index=0"];
  const second = ["--listen", "systemd:index=1"];
  assert.deepEqual(replaced("chat", "-p", "3", "-l", "tcp:2"), ["chat", ...first, ...second]);
  assert.deepEqual(replaced("chat", "--port=3", "x"), ["chat", ...first, "x"]);
  assert.deepEqual(replaced("chat"), ["chat", ...first]);
});

test("what twist would not run is an error", () => {
  assert.throws(() => wrapped("chta"), UnitError);
  assert.throws(() => wrapped("run"), UnitError);
  assert.throws(() => wrapped("--lgo", "chat"), CommanderError);
  assert.throws(() => wrapped("--verbose"), CommanderError);
});
