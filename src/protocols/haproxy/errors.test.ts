import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionLost } from "../../net/index.ts";
import * as errors from "./errors.ts";

test("each is a reason for connectionLost, by its own name, and what is no header is InvalidProxyHeader", () => {
  const made = [
    new errors.InvalidProxyHeader("x"),
    new errors.InvalidNetworkProtocol("x"),
    new errors.MissingAddressData("x"),
    new errors.ProxyHeaderTooLongError("a header of 9 bytes", 4),
    new errors.ProxyHeaderTimedOut(3),
    new errors.UntrustedProxyError("x"),
  ];
  assert.deepEqual(
    made.map((error) => error.name),
    Object.keys(errors).sort((a, b) => index(a) - index(b)),
  );
  for (const error of made) assert.ok(error instanceof ConnectionLost);
  assert.ok(made.slice(0, 4).every((error) => error instanceof errors.InvalidProxyHeader));
  assert.ok(!made.slice(4).some((error) => error instanceof errors.InvalidProxyHeader));

  function index(name: string): number {
    return made.findIndex((error) => error.name === name);
  }
});

test("limits that were passed are said, in the message and as numbers", () => {
  const tooLong = new errors.ProxyHeaderTooLongError("a header of 9 bytes", 4);
  assert.deepEqual(
    [tooLong.message, tooLong.limit],
    ["a header of 9 bytes: at most 4 bytes are allowed", 4],
  );
  const late = new errors.ProxyHeaderTimedOut(3);
  assert.deepEqual([late.message, late.seconds], ["no PROXY header in 3 s", 3]);
});
