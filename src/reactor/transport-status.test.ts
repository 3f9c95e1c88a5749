import assert from "node:assert/strict";
import { test } from "node:test";
import { stateOf } from "./transport-status.ts";

test("the state that says most is the one that is told", () => {
  const all = { closing: true, shakingHands: true, peerEnded: true, halfClosed: true };
  assert.equal(stateOf(all), "closing");
  assert.equal(stateOf({ ...all, closing: false }), "handshake");
  assert.equal(stateOf({ ...all, closing: false, shakingHands: false }), "read-closed");
  const rest = { closing: false, shakingHands: false, peerEnded: false };
  assert.equal(stateOf({ ...rest, halfClosed: true }), "write-closed");
  assert.equal(stateOf({ ...rest, halfClosed: false }), "open");
});
