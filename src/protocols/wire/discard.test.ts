import assert from "node:assert/strict";
import { test } from "node:test";
import { StringTransport } from "../../testing/index.ts";
import { Discard } from "./discard.ts";

test("RFC 863: whatever comes in, nothing is said and nothing ends", () => {
  const transport = new StringTransport();
  const discard = new Discard();
  discard.makeConnection(transport);
  for (let i = 0; i < 100; i++) discard.dataReceived(new Uint8Array(1000));
  assert.deepEqual([transport.value().length, transport.disconnecting], [0, false]);
});
