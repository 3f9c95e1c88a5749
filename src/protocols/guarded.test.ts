import assert from "node:assert/strict";
import { test } from "node:test";
import { fail } from "../deferred/index.ts";
import { capturedLogs } from "../logger/index.ts";
import { StringTransport } from "../testing/index.ts";
import { guarded, watchResult } from "./guarded.ts";

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

test("X10: a Deferred that fails counts as well, and a prefix that throws loses no exception", async () => {
  const transport = new StringTransport();
  Object.assign(transport, { logPrefix: () => assert.fail("no prefix") });
  const error = new Error("later");
  watchResult(transport, undefined);
  watchResult(transport, fail(error));
  await new Promise(setImmediate);
  assert.equal(transport.reason, error);
});
