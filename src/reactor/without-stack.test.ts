import assert from "node:assert/strict";
import { test } from "node:test";
import { withoutStack } from "./without-stack.ts";

test("the error has its message and no frames; those made later have theirs", () => {
  const error = withoutStack(() => new RangeError("why"));
  assert.equal(error.stack, "RangeError: why");
  assert.match(new Error("later").stack!, /without-stack/);
});

test("… also where making it has thrown", () => {
  assert.throws(() =>
    withoutStack(() => {
      throw new Error("no");
    }),
  );
  assert.match(new Error("later").stack!, /without-stack/);
});
