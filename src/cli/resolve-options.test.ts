import assert from "node:assert/strict";
import { test } from "node:test";
import { Command } from "commander";
import { type OptionSpec, parseEndpoint } from "../application/index.ts";
import { parseConfig } from "./config-file.ts";
import { addOption } from "./plugin-command.ts";
import { resolveOptions, valuesOf, variableName } from "./resolve-options.ts";

const OPTIONS: readonly OptionSpec[] = [
  { name: "listen", value: "endpoint", parse: parseEndpoint, help: "" },
  { name: "size", value: "n", default: 1, parse: Number, help: "" },
  { name: "mode", choices: ["fast", "safe"], help: "" },
  { name: "peer", value: "host", multiple: true, help: "" },
  { name: "quiet", help: "" },
];

function resolve(
  argv: readonly string[],
  variables: Readonly<Record<string, string>> = {},
  config: object = {},
) {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  for (const option of OPTIONS) addOption(command, option);
  command.parse([...argv], { from: "user" });
  return resolveOptions(command, OPTIONS, {
    variable: (name) => variables[name],
    variableFor: ({ name }) => (name === "mode" ? undefined : variableName("x", name)),
    section: parseConfig("f", JSON.stringify({ x: config })).section("x"),
  });
}
const values = (...told: Parameters<typeof resolve>) => valuesOf(resolve(...told));

test("the nearest to the command line counts, and each knows where it is from", () => {
  assert.deepEqual(values([]), { size: 1 });
  assert.deepEqual(values([], {}, { size: 2 }), { size: 2 });
  assert.deepEqual(values([], { TORSION_X_SIZE: "3" }, { size: 2 }), { size: 3 });
  assert.deepEqual(values(["--size", "4"], { TORSION_X_SIZE: "3" }, { size: 2 }), { size: 4 });
  assert.equal(resolve([], { TORSION_X_SIZE: "3" }).get("size")?.from, "TORSION_X_SIZE");
  assert.equal(resolve([], {}, { size: 2 }).get("size")?.from, "f:1:7");
  assert.equal(resolve([]).get("size")?.from, undefined);
});

test("an empty variable is none, and an option without a variable has none", () => {
  assert.deepEqual(values([], { TORSION_X_SIZE: "", TORSION_X_MODE: "fast" }), { size: 1 });
});

test("a flag is taken back by --no-, by 0 and by false", () => {
  assert.deepEqual(values(["--no-quiet"], { TORSION_X_QUIET: "1" }), { size: 1, quiet: false });
  assert.deepEqual(values([], { TORSION_X_QUIET: "off" }, { quiet: true }), {
    size: 1,
    quiet: false,
  });
  assert.deepEqual(values([], { TORSION_X_QUIET: "Yes" }), { size: 1, quiet: true });
  assert.throws(() => resolve([], { TORSION_X_QUIET: "2" }), /^UsageError: TORSION_X_QUIET '2' is/);
  assert.throws(() => resolve([], {}, { quiet: "yes" }), /f:1:7: quiet "yes" is invalid/);
});

test("one that may be given more than once is a list, wherever it is from", () => {
  assert.deepEqual(values(["--peer", "a", "--peer", "b"]).peer, ["a", "b"]);
  assert.deepEqual(values([], { TORSION_X_PEER: "a, b" }).peer, ["a", "b"]);
  assert.deepEqual(values([], {}, { peer: ["a", "b"] }).peer, ["a", "b"]);
  assert.deepEqual(values([], {}, { peer: "a" }).peer, ["a"]);
});

test("what is wrong says where", () => {
  const bad: [object, RegExp][] = [
    [
      { mode: "slow" },
      /^UsageError: f:1:7: mode 'slow' is invalid\. Allowed choices are fast, safe/,
    ],
    [{ size: true }, /f:1:7: size true is invalid\. It is a text or a number/],
    [{ size: null }, /f:1:7: size null is invalid/],
    [{ peer: [["a"]] }, /f:1:7: peer \["a"\] is invalid/],
    [{ listen: "tcp:\\" }, /f:1:7: listen: invalid endpoint description: a backslash/],
  ];
  for (const [config, message] of bad) assert.throws(() => resolve([], {}, config), message);
  const variables = { TORSION_X_LISTEN: ":1" };
  assert.throws(() => resolve([], variables), /^UsageError: TORSION_X_LISTEN: invalid endpoint/);
});

test("the name of a variable has letters, digits and underscores alone", () => {
  assert.equal(variableName("log-level"), "TORSION_LOG_LEVEL");
  assert.equal(
    variableName("port.forward", "proxy-protocol"),
    "TORSION_PORT_FORWARD_PROXY_PROTOCOL",
  );
});
