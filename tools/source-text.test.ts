import assert from "node:assert/strict";
import { test } from "node:test";
import { codeOf, importsOf } from "./source-text.ts";

const blanked: readonly (readonly [string, string])[] = [
  ["a(); // b()\nc()", "a();       \nc()"],
  ["a /* b\nc */ d", "a     \n     d"],
  ['say("setTimeout // no")', 'say("                ")'],
  ["say('it\\'s') + x", "say('     ') + x"],
  ["`a §{b({ c: `d §{e}` })} f` + g", "`  §{b({ c: `  §{e}` })}  ` + g"],
  ["x = a / b / c; y", "x = a / b / c; y"],
  ['if (/["/]\\//.test(x)) y("z")', 'if (/      /.test(x)) y(" ")'],
  ["return /'/g; y", "return / /g; y"],
  ["(a) / b; c / d", "(a) / b; c / d"],
];
/** `§` stands for the dollar of a template's hole, which a linter takes for a mistake in a string. */
const dollars = (text: string): string => text.replaceAll("§", "$");
for (const [source, code] of blanked)
  test(`what is code of ${JSON.stringify(source)}`, () =>
    assert.equal(codeOf(dollars(source)), dollars(code)));

test("what is blanked keeps its length and its lines", () => {
  const source = dollars("a /* é\n\n*/ `x\n§{y}` // z\nb");
  assert.equal(codeOf(source).length, source.length);
  assert.equal(codeOf(source).split("\n").length, source.split("\n").length);
});

test("imports of every form, with their lines; not those in comments and strings", () => {
  const source = [
    '// import "comment"',
    'import a from "a";',
    "import {",
    "  b,",
    '} from "b";',
    'export * from "c";',
    'import "d";',
    'const e = await import("e");',
    'type F = import("f").F;',
    "const text = 'import \"g\"';",
    'export const from = "h";',
  ].join("\n");
  assert.deepEqual(
    importsOf(source).map(({ specifier, line }) => `${specifier}:${line}`),
    ["a:2", "b:5", "c:6", "d:7", "e:8", "f:9"],
  );
});
