import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionLost } from "../../net/index.ts";
import {
  FramingError,
  JSONLineError,
  LengthPrefixError,
  LineTooLongError,
  MessageTooLongError,
  NetstringParseError,
  StringTooLongError,
} from "./errors.ts";

test("what a peer does wrong is one family of reasons for a connection to be lost", () => {
  for (const [error, name, Base] of [
    [new FramingError("x"), "FramingError", ConnectionLost],
    [new MessageTooLongError(5, 6), "MessageTooLongError", FramingError],
    [new LineTooLongError(5, 6), "LineTooLongError", MessageTooLongError],
    [new NetstringParseError("x"), "NetstringParseError", FramingError],
    [new LengthPrefixError("x"), "LengthPrefixError", FramingError],
    [new JSONLineError("x", new Uint8Array(0)), "JSONLineError", FramingError],
  ] as const) {
    assert.ok(error instanceof Base, name);
    assert.equal(error.name, name);
  }
});

test("a limit says what was allowed and what came", () => {
  const { limit, length, message } = new LineTooLongError(16, 20);
  assert.deepEqual([limit, length], [16, 20]);
  assert.equal(message, "a line of 20 bytes or more, where 16 are allowed");
  const sending = new StringTooLongError(255, 300);
  assert.ok(sending instanceof RangeError && !(sending instanceof FramingError));
  assert.match(sending.message, /300 bytes.*255/);
});
