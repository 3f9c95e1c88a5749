import assert from "node:assert/strict";
import { test } from "node:test";
import { Command } from "commander";
import { type OptionSpec, parseEndpoint } from "../application/index.ts";
import { InvalidDescriptionError } from "../endpoints/index.ts";
import { declaredArgument, declaredOption, negatedOption, readValue } from "./declared-option.ts";

function parse(option: OptionSpec, ...argv: string[]): Record<string, unknown> {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  return command.addOption(declaredOption(option)).parse(argv, { from: "user" }).opts();
}

test("an option has the name that it was declared by, and its default", () => {
  const option = { name: "log-file", short: "l", value: "file", default: "-", help: "where" };
  assert.deepEqual(parse(option), { "log-file": "-" });
  assert.deepEqual(parse(option, "-l", "x"), { "log-file": "x" });
  assert.deepEqual(parse({ name: "quiet", help: "say less" }, "--quiet"), { quiet: true });
  const no = { name: "no-rotate", help: "" };
  assert.deepEqual([parse(no), parse(no, "--no-rotate")], [{}, { "no-rotate": true }]);
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
  const listen = { name: "listen", value: "endpoint", help: "", parse: parseEndpoint };
  assert.throws(() => parse(listen, "--listen", ":1"), InvalidDescriptionError);
});

test("one that may be given more than once collects, and forgets its default", () => {
  const peer = { name: "peer", value: "host", help: "", multiple: true, default: ["z"] };
  assert.deepEqual(parse(peer), { peer: ["z"] });
  assert.deepEqual(parse(peer, "--peer", "a", "--peer=b"), { peer: ["a", "b"] });
});

test("choices make it an option with a value, and a group is a heading", () => {
  const option = declaredOption({ name: "mode", choices: ["a"], help: "", group: "Modes" });
  assert.deepEqual([option.flags, option.helpGroupHeading], ["--mode <mode>", "Modes:"]);
});

test("a flag can be taken back, which help does not list", () => {
  const quiet = { name: "quiet", help: "" };
  const command = new Command().addOption(declaredOption(quiet)).addOption(negatedOption(quiet));
  assert.deepEqual(command.parse(["--quiet", "--no-quiet"], { from: "user" }).opts(), {
    quiet: false,
  });
  assert.doesNotMatch(command.helpInformation(), /--no-quiet/);
});

test("an argument has to be given unless it says otherwise", () => {
  const shown = (spec: object) => {
    const { required, variadic } = declaredArgument({ name: "a", help: "", ...spec });
    return [required, variadic];
  };
  assert.deepEqual(shown({}), [true, false]);
  assert.deepEqual(shown({ required: false }), [false, false]);
  assert.deepEqual(shown({ default: 1 }), [false, false]);
  assert.deepEqual(shown({ multiple: true }), [true, true]);
});

test("a value is read in the same way wherever it comes from", () => {
  assert.equal(readValue({ name: "n", help: "", parse: Number }, "3"), 3);
  assert.equal(readValue({ name: "n", help: "" }, "3"), "3");
  assert.throws(() => readValue({ name: "n", help: "", choices: ["a"] }, "b"), /choices are a\./);
});
