import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { parseDescription, quoteStringArgument } from "./description.ts";
import { InvalidDescriptionError } from "./errors.ts";

test("a type, arguments by place and by name, and where each one is", () => {
  assert.deepEqual(parseDescription("tcp:8007:interface=127.0.0.1"), {
    text: "tcp:8007:interface=127.0.0.1",
    type: "tcp",
    args: [
      { name: undefined, value: "8007", position: 4, valuePosition: 4 },
      { name: "interface", value: "127.0.0.1", position: 9, valuePosition: 19 },
    ],
  });
});

test("a backslash takes the meaning away from what follows it, and in a value = has none", () => {
  const values = (text: string) =>
    parseDescription(text).args.map(({ name, value }) => [name, value]);
  assert.deepEqual(values("tcp:\\:\\:1:80"), [
    [undefined, "::1"],
    [undefined, "80"],
  ]);
  assert.deepEqual(values("x:a\\=b:c=d=e:\\\\"), [
    [undefined, "a=b"],
    ["c", "d=e"],
    [undefined, "\\"],
  ]);
  assert.deepEqual(values("stdio"), []);
  assert.deepEqual(values("stdio:"), [[undefined, ""]]);
});

test("what says no type, or ends in a backslash, is an error with its place", () => {
  const places: readonly (readonly [string, number])[] = [
    ["", 0],
    [":80", 0],
    ["tcp=80", 0],
    ["tcp:80\\", 6],
  ];
  for (const [text, position] of places)
    assert.throws(
      () => parseDescription(text),
      (error) => error instanceof InvalidDescriptionError && error.position === position,
      text,
    );
});

test("a quoted argument comes back as it was, whatever is in it", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(":", "=", "\\", "a", " ", "é") }), (argument) => {
      const [only, ...more] = parseDescription(`x:${quoteStringArgument(argument)}`).args;
      assert.equal(only?.value, argument);
      assert.equal(only?.name, undefined);
      assert.equal(more.length, 0);
    }),
  );
});
