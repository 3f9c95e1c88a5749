import assert from "node:assert/strict";
import { test } from "node:test";
import { Command } from "commander";
import { addOption } from "./plugin-command.ts";
import { memoryTwist } from "./twist-context.test-fixture.ts";
import { TWIST_OPTIONS, TWIST_VARIABLES, twistSettings } from "./twist-options.ts";

function settings(world: Parameters<typeof memoryTwist>[1], ...argv: string[]) {
  const command = new Command();
  for (const option of TWIST_OPTIONS) addOption(command, option);
  command.parse(argv, { from: "user" });
  return twistSettings(command, memoryTwist([], world).context.environment, ["chat"]);
}

test("no two have one name, one letter or one variable", () => {
  const names = TWIST_OPTIONS.flatMap(({ name, short }) => [name, short]).filter(Boolean);
  assert.deepEqual(names, [...new Set(names)]);
  assert.equal(TWIST_VARIABLES.size, TWIST_OPTIONS.length);
  // What the root has already: help, a list, its version.
  for (const taken of ["help", "list", "version", "h", "l", "V"])
    assert.ok(!names.includes(taken), taken);
});

test("the config file is named on the command line or by a variable, and not by itself", () => {
  const files = { "/c": { "log-level": "warn" }, "/self": { config: "/c" } };
  assert.equal(settings({ files }, "--config", "/c").options["log-level"], "warn");
  const variables = { TORSION_CONFIG: "/c" };
  assert.equal(settings({ files, variables }).options["log-level"], "warn");
  assert.equal(settings({ files }).config, null);
  assert.equal(settings({ files }).options["log-level"], "info");
  assert.throws(() => settings({ files }, "--config", "/self"), /:1:2: unknown option "config"/);
});
