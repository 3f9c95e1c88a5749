import assert from "node:assert/strict";
import { test } from "node:test";
import { twist } from "../twist.ts";
import { memoryTwist } from "../twist-context.test-fixture.ts";

async function run(...argv: string[]) {
  const memory = memoryTwist(argv);
  return { status: await twist(memory.context), out: memory.out(), err: memory.err() };
}

test("a script for each shell, and what it asks", async () => {
  for (const shell of ["bash", "zsh", "fish"]) {
    const { status, out, err } = await run("completion", shell);
    assert.deepEqual([status, err], [0, ""]);
    assert.match(out, /__complete/);
  }
  assert.match((await run("completion", "tcsh")).err, /'tcsh' is invalid.*bash, zsh, fish/);
  assert.deepEqual(await run("__complete", "--", "--log-format", "j"), {
    status: 0,
    out: "none\njson\t\n",
    err: "",
  });
  assert.doesNotMatch((await run("--help")).out, /__complete/);
});
