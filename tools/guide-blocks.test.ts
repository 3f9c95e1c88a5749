import assert from "node:assert/strict";
import { test } from "node:test";
import { blocksOf } from "./guide-blocks.ts";

test("ts blocks with their lines; other languages and ignored ones are left out", () => {
  const page = [
    "# Title",
    "```ts",
    "one();",
    "",
    "two();",
    "```",
    "```sh",
    "```ts is not one",
    "```",
    "~~~ts no-run",
    "for (;;);",
    "~~~",
    "```ts ignore",
    "```",
    "````typescript",
    "```",
    "````",
  ].join("\n");
  assert.deepEqual(blocksOf(page), [
    { line: 2, code: "one();\n\ntwo();\n", run: true },
    { line: 10, code: "for (;;);\n", run: false },
    { line: 15, code: "```\n", run: true },
  ]);
});

test("a mark that is not known, or a block without an end, is an error that names the line", () => {
  assert.throws(() => blocksOf("\n```ts norun\n```"), /line 2 is marked "norun"/);
  assert.throws(() => blocksOf("```ts\nx"), /line 1 has no end/);
});
