import assert from "node:assert/strict";
import { test } from "node:test";
import { PAGE_STYLE } from "./html-page-style.ts";
import { PAGE_VIEW } from "./html-page-view.ts";

const namesIn = (text: string): string[] =>
  [...text.matchAll(/--([\w-]+):/g)].map((match) => match[1]!).sort();

test("every color is there in the light and in the dark, and no other is used", () => {
  const [light, dark] = PAGE_STYLE.split("@media (prefers-color-scheme: dark)");
  const defined = namesIn(light ?? "");
  assert.ok(defined.length > 10);
  assert.deepEqual(namesIn(dark ?? ""), defined);
  const inStyle = [...PAGE_STYLE.matchAll(/var\(--([\w-]+)\)/g)].map((match) => match[1]!);
  const onCanvas = [...PAGE_VIEW.matchAll(/colors(?:\.(\w+)|\["([\w-]+)"\])/g)].map(
    (match) => (match[1] ?? match[2])!,
  );
  assert.ok(onCanvas.length > 10);
  for (const name of [...inStyle, ...onCanvas]) assert.ok(defined.includes(name), name);
  const read = /const all = "([^"]*)"/.exec(PAGE_VIEW)?.[1]?.split(" ") ?? [];
  for (const name of onCanvas) assert.ok(read.includes(name), name);
});

test("nothing is fetched", () => {
  assert.doesNotMatch(PAGE_STYLE, /url\(|@import|@font-face/);
});
