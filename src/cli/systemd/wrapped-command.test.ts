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
const plain = new Command("plain");
const chat = new Command("chat")
  .option("-l, --listen <endpoint>", "-", "tcp:8123")
  .option("-p, --port <port>", "-");

const surroundings = {
  directory: "/srv/app",
  programOf: async (name: string) => [plain, chat].find((one) => one.name() === name) ?? null,
};
const wrapped = (...words: string[]): Promise<WrappedCommand> =>
  wrappedCommand(words, twist, surroundings);
const descriptions = async (...words: string[]): Promise<string[]> =>
  (await wrapped(...words)).listens.map(({ description }) => description);

test("the options of twist are read by what twist knows of them, and the program's are left alone", async () => {
  const { program, words, options, file } = await wrapped(
    "--grace",
    "7",
    "-v",
    "chat",
    "--grace",
    "x",
  );
  assert.deepEqual([program, file, options.grace, options.verbose], ["chat", null, 7, true]);
  assert.deepEqual(words, ["--grace", "7", "-v", "chat", "--grace", "x"]);
  assert.equal((await wrapped("chat")).options.grace, 5);
});

test("the file of run gets its full path, and its name is the program's", async () => {
  const { program, words, file } = await wrapped("-v", "run", "./lib/my-service.mjs", "-x", "./y");
  assert.deepEqual([program, file], ["my-service", "/srv/app/lib/my-service.mjs"]);
  assert.deepEqual(words, ["-v", "run", "/srv/app/lib/my-service.mjs", "-x", "./y"]);
});

test("where it listens is found in every way to say so, and in the program's default", async () => {
  assert.deepEqual(await descriptions("chat", "--listen", "tcp:1"), ["tcp:1"]);
  assert.deepEqual(await descriptions("chat", "--listen=tcp:1", "-l", "tcp:2"), ["tcp:1", "tcp:2"]);
  assert.deepEqual(await descriptions("chat", "-p", "3", "--port=4"), ["tcp:3", "tcp:4"]);
  assert.deepEqual(await descriptions("chat"), ["tcp:8123"]);
  assert.deepEqual(await descriptions("plain"), []);
  // What one letter means to a program that is not known is not known.
  assert.deepEqual(await descriptions("run", "x.js", "-p", "3", "--listen", "tcp:1"), ["tcp:1"]);
});

test("what is listened on can be replaced, whatever way it was said", async () => {
  const replaced = async (...words: string[]): Promise<readonly string[]> =>
    listeningInstead(await wrapped(...words), (_, index) => `systemd:index=${index}`);
  const first = ["--listen", "systemd:index=0"];
  const second = ["--listen", "systemd:index=1"];
  assert.deepEqual(await replaced("chat", "-p", "3", "-l", "tcp:2"), ["chat", ...first, ...second]);
  assert.deepEqual(await replaced("chat", "--port=3", "x"), ["chat", ...first, "x"]);
  assert.deepEqual(await replaced("chat"), ["chat", ...first]);
});

test("what twist would not run is an error", async () => {
  await assert.rejects(() => wrapped("chta"), UnitError);
  await assert.rejects(() => wrapped("run"), UnitError);
  await assert.rejects(() => wrapped("--lgo", "chat"), CommanderError);
  await assert.rejects(() => wrapped("--verbose"), CommanderError);
});
