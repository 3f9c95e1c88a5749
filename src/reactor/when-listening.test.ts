import assert from "node:assert/strict";
import { test } from "node:test";
import { CancelledError, Deferred } from "../deferred/index.ts";
import { PlatformError } from "../platform/index.ts";
import { whenListening } from "./when-listening.ts";

function world(isClosing = false) {
  let closed = 0;
  const opening = new Deferred<{ close(): void }>();
  const listener = {
    close(): void {
      closed += 1;
    },
  };
  const heard: unknown[] = [];
  whenListening(
    opening,
    { host: "a", port: 80 },
    () => isClosing,
    () => "opened",
  ).addBoth((result: unknown) => {
    heard.push(typeof result === "string" ? result : (result as { value: unknown }).value);
  });
  return { opening, listener, heard, closed: () => closed };
}

test("what was opened is handed on", () => {
  const { opening, listener, heard, closed } = world();
  opening.callback(listener);
  assert.deepEqual([heard, closed()], [["opened"], 0]);
});

test("R12: when the reactor stops it is closed, and that is said", () => {
  const { opening, listener, heard, closed } = world(true);
  opening.callback(listener);
  assert.deepEqual(
    [String(heard[0]), closed()],
    ["CannotListenError: cannot listen on a:80: the reactor stops", 1],
  );
});

test("X15: a failure is a CannotListenError, and a cancel stays one", () => {
  const failed = world();
  failed.opening.errback(new PlatformError("EACCES", "no"));
  assert.match(String(failed.heard[0]), /^CannotListenError: cannot listen on a:80: permission/);
  const cancelled = world();
  cancelled.opening.cancel();
  assert.ok(cancelled.heard[0] instanceof CancelledError);
});
