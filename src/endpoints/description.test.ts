import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import {
  type Description,
  descriptionInArgument,
  parseDescription,
  quoteStringArgument,
  restOfDescription,
} from "./description.ts";
import { InvalidDescriptionError } from "./errors.ts";

test("a type, arguments by place and by name, and where each one is", () => {
  assert.deepEqual(parseDescription("tcp:8007:interface=127.0.0.1"), {
    text: "tcp:8007:interface=127.0.0.1",
    type: "tcp",
    args: [
      { name: undefined, value: "8007", position: 4, valuePosition: 4, end: 8 },
      { name: "interface", value: "127.0.0.1", position: 9, valuePosition: 19, end: 28 },
    ],
    position: 0,
    end: 28,
    quoted: 0,
    nesting: 0,
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

test("what is no string, the reactor's place taken, say, is an error that says so", () => {
  for (const wrong of [undefined, 80, {}])
    assert.throws(() => parseDescription(wrong as never), /TypeError: a description is a string/);
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

// What is inside of a description.

/** Type, and names and values of the arguments: all but where they stand. */
const meaning = ({ type, args }: Description) => [
  type,
  ...args.map(({ name, value }) => [name, value]),
];
const unit = fc.constantFrom(":", "=", "\\", "a", "b", " ", "é", "😀");
const written = fc.string({ unit, maxLength: 8 });
const described = fc
  .tuple(
    fc.stringMatching(/^[a-z]{1,4}$/),
    fc.array(fc.tuple(fc.option(written, { nil: undefined }), written), { maxLength: 4 }),
  )
  .map(([type, args]) =>
    [
      type,
      ...args.map(
        ([name, value]) =>
          (name === undefined ? "" : `${quoteStringArgument(name)}=`) + quoteStringArgument(value),
      ),
    ].join(":"),
  );

test("all that is left is a description as it stands, and the value of an argument when it is quoted", () => {
  const rest = restOfDescription(parseDescription("haproxy:tcp:8080:interface=\\:\\:1"), 0);
  assert.deepEqual(meaning(rest), ["tcp", [undefined, "8080"], ["interface", "::1"]]);
  assert.deepEqual([rest.position, rest.end, rest.quoted, rest.nesting], [8, 32, 0, 1]);
  const outer = parseDescription("tls:host:443:endpoint=tcp\\:proxy\\:80");
  const inner = descriptionInArgument(outer, outer.args[2]!);
  assert.deepEqual(meaning(inner), ["tcp", [undefined, "proxy"], [undefined, "80"]]);
  assert.deepEqual([inner.position, inner.end, inner.quoted, inner.nesting], [22, 36, 1, 1]);
  assert.deepEqual(
    inner.args.map(({ position }) => position),
    [27, 34],
  );
});

test("whatever is quoted, and however often, means inside what it meant alone", () => {
  fc.assert(
    fc.property(
      described,
      fc.integer({ min: 0, max: 4 }),
      fc.array(written, { maxLength: 2 }),
      (text, levels, before) => {
        let outer = text;
        for (let level = 0; level < levels; level++)
          outer = [
            "x",
            ...before.map(quoteStringArgument),
            `in=${quoteStringArgument(outer)}`,
          ].join(":");
        let found = parseDescription(outer);
        for (let level = 0; level < levels; level++)
          found = descriptionInArgument(found, found.args[before.length]!);
        assert.deepEqual(meaning(found), meaning(parseDescription(text)));
        assert.equal(found.text, outer);
      },
    ),
  );
});

test("what is left, too, in a description that is quoted itself", () => {
  fc.assert(
    fc.property(described, fc.boolean(), (text, isQuoted) => {
      const wrapped = `haproxy:${text}`;
      const outer = isQuoted ? `x:in=${quoteStringArgument(wrapped)}` : wrapped;
      let found = parseDescription(outer);
      if (isQuoted) found = descriptionInArgument(found, found.args[0]!);
      assert.deepEqual(meaning(restOfDescription(found, 0)), meaning(parseDescription(text)));
    }),
  );
});

test("each position is that of the outermost text: there stands what the argument begins with, or its backslash", () => {
  fc.assert(
    fc.property(described, fc.integer({ min: 0, max: 3 }), (text, levels) => {
      let outer = text;
      for (let level = 0; level < levels; level++) outer = `x:in=${quoteStringArgument(outer)}`;
      let found = parseDescription(outer);
      for (let level = 0; level < levels; level++)
        found = descriptionInArgument(found, found.args[0]!);
      const alone = parseDescription(text).args;
      for (const [index, { valuePosition, end, value }] of found.args.entries()) {
        assert.equal(
          outer.slice(valuePosition, end),
          quoted(text.slice(alone[index]!.valuePosition, alone[index]!.end), levels),
        );
        if (value !== "")
          assert.match(outer[valuePosition]!, value[0] === outer[valuePosition] ? /./su : /\\/);
      }
    }),
  );
});

function quoted(text: string, times: number): string {
  return times === 0 ? text : quoted(quoteStringArgument(text), times - 1);
}

test("a mistake inside is shown in the outermost text; nothing to be inside is one, and so is too much", () => {
  const mistake = (find: () => unknown, position: number): void =>
    assert.throws(find, (error) => {
      assert.ok(error instanceof InvalidDescriptionError);
      assert.equal(error.position, position, error.message);
      return true;
    });
  const outer = parseDescription("x:in=a\\:b\\\\");
  mistake(() => descriptionInArgument(outer, outer.args[0]!), 9);
  const empty = parseDescription("x:y:in=:");
  mistake(() => descriptionInArgument(empty, empty.args[1]!), 7);
  mistake(() => restOfDescription(parseDescription("haproxy"), 0), 7);
  mistake(() => restOfDescription(parseDescription("haproxy:=80"), 0), 8);
  let deep = parseDescription("x:".repeat(20));
  mistake(() => {
    for (;;) deep = restOfDescription(deep, 0);
  }, 34);
});
