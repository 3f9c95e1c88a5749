import assert from "node:assert/strict";
import { test } from "node:test";
import { capturedLogs } from "../../logger/index.ts";
import { StringTransport } from "../../testing/index.ts";
import { guarded } from "./guarded.ts";

test("X10: what is thrown ends the connection with it as the reason, and is logged once", () => {
  const transport = new StringTransport();
  const error = new Error("oh");
  const events = capturedLogs(() => {
    guarded(transport, () => {
      throw error;
    });
  });
  assert.equal(transport.reason, error);
  assert.ok(transport.disconnected);
  assert.equal(events.length, 1);
});

test("X10: and so does what an async function rejects with; who returns has done nothing", async () => {
  const transport = new StringTransport();
  const error = new Error("later");
  guarded(transport, async () => "fine");
  guarded(transport, () => 1);
  await null;
  assert.ok(!transport.disconnected);
  guarded(transport, async () => {
    throw error;
  });
  await null;
  await null;
  assert.equal(transport.reason, error);
});
