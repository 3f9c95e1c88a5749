import assert from "node:assert/strict";
import { test } from "node:test";
import { commandLine } from "./command-line.ts";
import { COMMANDS } from "./commands.ts";
import { describePrograms } from "./help.ts";
import { memoryTwist } from "./twist-context.test-fixture.ts";

test("no two commands have one name, and each says what it is for", async () => {
  const { root, found } = commandLine(memoryTwist([]).context, async () => {});
  await describePrograms(root, found);
  const names = root.commands.map((command) => command.name());
  assert.deepEqual(names, [...new Set(names)]);
  for (const command of root.commands) assert.notEqual(command.description(), "");
  assert.ok(root.commands.length > COMMANDS.length);
});
