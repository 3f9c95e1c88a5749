import assert from "node:assert/strict";
import { test } from "node:test";
import { InvalidLogLevelError } from "./errors.ts";
import { LogLevel } from "./levels.ts";

test("levels are ordered: debug < info < warn < error < critical", () => {
  const { debug, info, warn, error, critical } = LogLevel;
  assert.deepEqual(LogLevel.all(), [debug, info, warn, error, critical]);
  assert.ok(debug < info && info < warn && warn < error && error < critical);
  assert.ok(critical >= LogLevel.critical);
});

test("levelWithName finds each by its name, and throws for any other", () => {
  for (const level of LogLevel.all()) assert.equal(LogLevel.levelWithName(`${level}`), level);
  for (const name of ["", "INFO", "warning", "constructor"])
    assert.throws(() => LogLevel.levelWithName(name), InvalidLogLevelError);
});

test("isLevel goes by shape, so that a second copy of the package agrees", () => {
  assert.ok(LogLevel.isLevel(LogLevel.info));
  assert.ok(LogLevel.isLevel({ name: "info", rank: 1 }));
  for (const thing of [null, undefined, "info", 1, {}, { name: "info", rank: 2 }, { rank: 9 }])
    assert.ok(!LogLevel.isLevel(thing));
});
