import assert from "node:assert/strict";
import { test } from "node:test";
import { Script } from "node:vm";
import { PAGE_LOGIC } from "./html-page-logic.ts";
import { PAGE_VIEW } from "./html-page-view.ts";

test("the page's script is one that a browser can read", () => {
  assert.doesNotThrow(() => new Script(`"use strict";${PAGE_LOGIC}${PAGE_VIEW}`));
});

test("nothing from the run becomes markup or code, and nothing is fetched", () => {
  for (const script of [PAGE_LOGIC, PAGE_VIEW])
    assert.doesNotMatch(
      script,
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|fetch\(|XMLHttpRequest|import\(|setAttribute\("style/,
    );
});

test("the page can be used without a mouse", () => {
  for (const key of ["ArrowDown", "ArrowUp", "PageDown", "PageUp", "Home", "End", "Escape", '"/"'])
    assert.ok(PAGE_VIEW.includes(key), key);
});
