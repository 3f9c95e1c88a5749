import assert from "node:assert/strict";
import { test } from "node:test";
import { Command } from "commander";
import type { OptionSpec } from "../application/index.ts";
import { declaredOption } from "./declared-option.ts";

function parse(option: OptionSpec, ...argv: string[]): Record<string, unknown> {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  return command.addOption(declaredOption(option)).parse(argv, { from: "user" }).opts();
}

test("an option has the name that it was declared by, and its default", () => {
  const option = { name: "log-file", short: "l", value: "file", default: "-", help: "where" };
  assert.deepEqual(parse(option), { "log-file": "-" });
  assert.deepEqual(parse(option, "-l", "x"), { "log-file": "x" });
  assert.deepEqual(parse({ name: "quiet", help: "say less" }, "--quiet"), { quiet: true });
});

test("what is not among its choices, does not parse or is missing is refused", () => {
  const level = { name: "level", value: "level", help: "least", choices: ["info", "warn"] };
  assert.deepEqual(parse(level, "--level", "warn"), { level: "warn" });
  assert.throws(() => parse(level, "--level", "loud"), /'loud' is invalid.*info, warn/);
  const number = (text: string): number => {
    if (/^\d+$/.test(text)) return Number(text);
    throw new RangeError("a whole number, please");
  };
  const count = { name: "count", value: "n", help: "how many", parse: number };
  assert.deepEqual(parse(count, "--count", "3"), { count: 3 });
  assert.throws(() => parse(count, "--count", "x"), /a whole number, please/);
  assert.throws(() => parse({ ...count, required: true }), /--count/);
});
