import assert from "node:assert/strict";
import { test } from "node:test";
import { NeverAtRestError, TransportStateError, UnexpectedResultError } from "./errors.ts";

test("each error says its name", () => {
  for (const ErrorClass of [UnexpectedResultError, TransportStateError, NeverAtRestError]) {
    const error = new ErrorClass("why");
    assert.ok(error instanceof Error);
    assert.equal(String(error), `${ErrorClass.name}: why`);
  }
});
