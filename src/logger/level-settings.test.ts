import assert from "node:assert/strict";
import { test } from "node:test";
import { logLevelsFrom } from "./level-settings.ts";

function levels(text: string, ...namespaces: string[]): string[] {
  const predicate = logLevelsFrom(text);
  return namespaces.map((namespace) => predicate.logLevelForNamespace(namespace).name);
}

test("L7: a level alone is for all that has none of its own; namespaces are hierarchical", () => {
  assert.deepEqual(levels("warn", "", "shop"), ["warn", "warn"]);
  assert.deepEqual(levels("shop=debug", "", "shop", "shop.orders"), ["info", "debug", "debug"]);
  assert.deepEqual(
    levels("error, shop = debug,shop.pay=warn", "x", "shop.orders", "shop.pay.card", "shopping"),
    ["error", "debug", "warn", "error"],
  );
  assert.deepEqual(levels("warn,debug", "x"), ["debug"], "the last one counts");
});

test("what is wrong is said in a sentence", () => {
  const wrong: [string, RegExp][] = [
    ["loud", /one of debug, info, warn, error, critical, and not "loud"/],
    ["", /namespace=level/],
    ["info,", /namespace=level/],
    ["=debug", /namespace=level/],
    ["a=", /namespace=level/],
    ["a=debug=b", /namespace=level/],
    ["a=INFO", /one of/],
  ];
  for (const [text, message] of wrong) assert.throws(() => logLevelsFrom(text), message);
});
