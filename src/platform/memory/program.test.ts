import assert from "node:assert/strict";
import { test } from "node:test";
import { Program } from "./program.ts";

test("a signal reaches those who listen for it, until they do not", () => {
  const program = new Program();
  const heard: string[] = [];
  assert.equal(program.receive("SIGTERM"), false);
  const release = program.signals(["SIGTERM", "SIGINT"], (name) => heard.push(name));
  program.signals(["SIGHUP"], (name) => heard.push(name));
  assert.equal(program.receive("SIGTERM"), true);
  release();
  assert.equal(program.receive("SIGINT"), false);
  assert.equal(program.receive("SIGHUP"), true);
  assert.deepEqual(heard, ["SIGTERM", "SIGHUP"]);
});

test("it is let go by the last who held it, however often each lets go", () => {
  const program = new Program();
  let ended = 0;
  program.whenLetGo(() => {
    ended += 1;
  });
  const [first, second] = [program.hold(), program.hold()];
  first();
  first();
  assert.equal(ended, 0);
  second();
  assert.equal(ended, 1);
});
