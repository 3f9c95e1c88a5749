import assert from "node:assert/strict";
import { test } from "node:test";
import { PeerEnded, PlatformError, platformError } from "./errors.ts";

test("PlatformError has a code, a message and a cause", () => {
  const cause = new Error("below");
  const error = new PlatformError("EADDRINUSE", "in use", { cause });
  assert.deepEqual(
    [error.name, error.code, error.message, error.cause],
    ["PlatformError", "EADDRINUSE", "in use", cause],
  );
});

test("a runtime's error keeps its code and message, and is the cause", () => {
  const raw = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  const error = platformError(raw);
  assert.deepEqual(
    [error.code, error.message, error.cause],
    ["ECONNREFUSED", "connect ECONNREFUSED", raw],
  );
});

test("what has no code that is text is EIO, whatever was thrown", () => {
  for (const thrown of [new Error("odd"), Object.assign(new Error("n"), { code: 7 }), "text", null])
    assert.equal(platformError(thrown).code, "EIO");
  assert.equal(platformError("text").message, "text");
});

test("a PlatformError is left as it is", () => {
  const error = new PlatformError("EPIPE", "closed");
  assert.equal(platformError(error), error);
});

test("PeerEnded has the reason of the connection's end, and whether that is in order", () => {
  const reason = new Error("exit code 3");
  const ended = new PeerEnded(reason, false);
  assert.ok(ended instanceof PlatformError);
  assert.deepEqual(
    [ended.reason, ended.cause, ended.message, ended.orderly],
    [reason, reason, "exit code 3", false],
  );
});
