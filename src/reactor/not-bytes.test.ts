import assert from "node:assert/strict";
import { test } from "node:test";
import { notBytes } from "./not-bytes.ts";

test("X1: it says what was given, and what to do with a string", () => {
  assert.equal(notBytes("text").name, "NotBytesError");
  assert.match(notBytes("text").message, /was given: String; encode it, with utf8\(\)/);
  assert.match(notBytes(null).message, /was given: Null$/);
});
