import assert from "node:assert/strict";
import { test } from "node:test";
import { UsageError } from "../application/index.ts";
import { parseConfig, readConfigFile } from "./config-file.ts";
import { memoryTwist } from "./twist-context.test-fixture.ts";

const TEXT = `{
  "log-level": "warn",
  "chat": { "listen": "tcp:1",
            "quiet": true }
}`;

test("options of twist, and a section for each program, with their places", () => {
  const file = parseConfig("t.json", TEXT);
  const own = file.own(["chat"], ["log-level"]);
  assert.deepEqual(own.settings, [{ name: "log-level", value: "warn", place: "t.json:2:3" }]);
  own.check(["log-level"]);
  assert.deepEqual(file.section("chat").settings, [
    { name: "listen", value: "tcp:1", place: "t.json:3:13" },
    { name: "quiet", value: true, place: "t.json:4:13" },
  ]);
  assert.deepEqual(file.section("echo").settings, []);
  assert.throws(
    () => file.section("chat").check(["listen", "quite"]),
    /^UsageError: t\.json:4:13: unknown option "quiet" \(did you mean quite\?\); there is listen, quite$/,
  );
  assert.throws(() => file.own([], ["log-level"]), /t\.json:3:3: unknown program "chat"/);
});

test("what is no JSON, no object, or said twice is told with its place", () => {
  const wrong: [string, RegExp][] = [
    ['{\n  "a": 1,\n  }', /^UsageError: f:3:3: this is no JSON: /],
    ['{ "a": ', /^UsageError: f:1:8: this is no JSON: /],
    ["", /^UsageError: f:1:1: this is no JSON: /],
    ["[]", /f:1:1: it has to be an object/],
    ["null", /f:1:1: it has to be an object/],
    ['{ "a": 1, "a": 2 }', /f:1:3: "a" is given twice/],
    ['{ "a": { "b": 1, "b": 2 } }', /f:1:10: "b" is given twice/],
  ];
  for (const [text, message] of wrong) assert.throws(() => parseConfig("f", text), message);
});

test("what stands in the wrong place says so", () => {
  const own = (value: object) => () =>
    parseConfig("f", JSON.stringify(value)).own(["chat"], ["log-level"]);
  assert.throws(own({ "log-level": {} }), /"log-level" is an option, and has one value/);
  assert.throws(own({ chat: 1 }), /"chat" is a program: its options stand in \{ \} behind it/);
});

test("a file that begins with a byte order mark is read, and one that is not there is the user's mistake", () => {
  const { context } = memoryTwist([], { files: { "/f": "\uFEFF{}" } });
  assert.deepEqual(readConfigFile("/f", context.environment).own([], []).settings, []);
  assert.throws(() => readConfigFile("/g", context.environment), UsageError);
});
