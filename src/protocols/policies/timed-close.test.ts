import assert from "node:assert/strict";
import { test } from "node:test";
import { StringTransport } from "../../testing/index.ts";
import { Clock } from "../../time/index.ts";
import { TimedClose } from "./timed-close.ts";

test("it closes, and aborts after the grace time", () => {
  const clock = new Clock();
  const transport = new StringTransport();
  const reason = new Error("enough");
  new TimedClose(clock).close(transport, reason, 5);
  assert.equal(transport.reason, reason);
  clock.advance(4.9);
  assert.ok(!transport.disconnected);
  clock.advance(0.1);
  assert.ok(transport.disconnected);
});

test("once the connection is lost nobody waits, and a second close changes nothing", () => {
  const clock = new Clock();
  const transport = new StringTransport();
  const close = new TimedClose(clock);
  const reason = new Error("first");
  close.close(transport, reason, 5);
  close.close(transport, new Error("second"), 50);
  assert.deepEqual([transport.reason, clock.getDelayedCalls().length], [reason, 1]);
  close.end();
  assert.equal(clock.getDelayedCalls().length, 0);
});
