import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { LogFormatError } from "./errors.ts";
import { formatWithCall, parseFormat } from "./format-string.ts";

const fields = {
  n: 7,
  text: "a b",
  user: { name: "ada", tags: ["x", "y"], greet: () => "hi", self: null as unknown },
  map: new Map([["key", { deep: 1 }]]),
  counter: {
    count: 3,
    next(): number {
      return this.count + 1;
    },
  },
  call: () => ({ list: [() => "nested"] }),
  "odd key!": "?",
};

test("placeholders reach into the fields, and call", () => {
  const rows: [string, string][] = [
    ["", ""],
    ["plain", "plain"],
    ["{n}", "7"],
    ["{{{n}}} {{}}", "{7} {}"],
    ["{user.name} {user[name]}", "ada ada"],
    ["{user.tags[0]}{user.tags[1]}", "xy"],
    ["{map[key].deep}", "1"],
    ["{map.size}", "1"],
    ["{text.length}", "3"],
    ["{call().list[0]()}", "nested"],
    ["{counter.next()}", "4"],
    ["{text!r} {text!s} {text}", '"a b" a b a b'],
    ["{text!r:>6}|{n:03d}", ' "a b"|007'],
    ["{user.self}", "null"],
  ];
  for (const [format, expected] of rows) {
    assert.equal(formatWithCall(format, fields), expected);
    assert.equal(formatWithCall(format, fields), expected, "and again, from the cache");
  }
});

test("what is malformed or missing is an error", () => {
  const bad = [
    "{",
    "}",
    "{n",
    "n}",
    "{}",
    "{!r}",
    "{n!q}",
    "{n.}",
    "{n[}",
    "{n[]}",
    "{n]}",
    "{n()x}",
    "{nobody}",
    "{user.nobody}",
    "{user.self.x}",
    "{n()}",
    "{toString}",
    "{toString()}",
    "{constructor}",
    "{__proto__}",
    "{n:{n:{n}}}",
  ];
  for (const format of bad)
    assert.throws(() => formatWithCall(format, fields), LogFormatError, format);
});

test("text without braces is itself, and doubled braces are braces", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("{", "}", "a", "!", ":", "[") }), (text) => {
      const format = text.replaceAll("{", "{{").replaceAll("}", "}}");
      assert.equal(formatWithCall(format, {}), text);
    }),
  );
});

test("no format makes the parser fail in any other way, or take long", () => {
  const unit = fc.constantFrom("{", "}", "a", ".", "[", "]", "(", ")", "!", "r", ":", "\n");
  fc.assert(
    fc.property(fc.string({ unit }), (format) => {
      try {
        parseFormat(format);
      } catch (error) {
        assert.ok(error instanceof LogFormatError);
      }
    }),
  );
  assert.throws(() => parseFormat(`{${"[a]".repeat(20_000)}!}`), LogFormatError);
});

test("programs that make up formats do not fill the memory, and old formats still work", () => {
  const first = parseFormat("first {n}");
  assert.equal(parseFormat("first {n}"), first);
  for (let i = 0; i < 1500; i++) parseFormat(`${i} {n}`);
  assert.notEqual(parseFormat("first {n}"), first);
  assert.deepEqual(parseFormat("first {n}"), first);
});

test("what is too long for a format is not kept", () => {
  const long = `${"x".repeat(2000)}{n}`;
  assert.notEqual(parseFormat(long), parseFormat(long));
  assert.deepEqual(parseFormat(long), parseFormat(long));
});
