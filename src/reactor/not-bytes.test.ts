import assert from "node:assert/strict";
import { test } from "node:test";
import { allBytes, notBytes } from "./not-bytes.ts";

test("X1: it says what was given, and what to do with a string", () => {
  assert.equal(notBytes("text").name, "NotBytesError");
  assert.match(notBytes("text").message, /was given: String; encode it, with utf8\(\)/);
  assert.match(notBytes(null).message, /was given: Null$/);
});

test("X1: a sequence is bytes from its first to its last, or an error", () => {
  const [a, b] = [new Uint8Array(1), new Uint8Array(2)];
  assert.deepEqual(allBytes([a, b]), [a, b]);
  assert.deepEqual(allBytes(new Set([a, b])), [a, b]);
  const wrong = [a, "b" as unknown as Uint8Array];
  for (const chunks of [wrong, new Set(wrong)])
    assert.throws(() => allBytes(chunks), { name: "NotBytesError" });
});
