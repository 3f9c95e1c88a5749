import assert from "node:assert/strict";
import { test } from "node:test";
import { commandLine } from "./command-line.ts";
import { COMMANDS } from "./commands.ts";
import { loadPlugins } from "./plugins.ts";
import type { TwistContext } from "./twist.ts";

test("no two commands have one name, and each says what it is for", async () => {
  const context = { argv: [], version: "1" } as unknown as TwistContext;
  const program = commandLine(context, await loadPlugins(), async () => {});
  const names = program.commands.map((command) => command.name());
  assert.deepEqual(names, [...new Set(names)]);
  for (const command of program.commands) assert.notEqual(command.description(), "");
  assert.ok(program.commands.length > COMMANDS.length);
});
