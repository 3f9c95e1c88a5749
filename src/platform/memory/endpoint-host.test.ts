import assert from "node:assert/strict";
import { test } from "node:test";
import { openState } from "./endpoint-host.ts";

test("RFC 9293, 3.3.2: the states of a connection, by whose FIN was sent and acknowledged", () => {
  const open = { ended: false, finished: false };
  const sent = { ended: true, finished: false };
  const acknowledged = { ended: true, finished: true };
  assert.deepEqual(
    [
      openState(open, false, false),
      openState(open, true, false),
      openState(sent, false, false),
      openState(acknowledged, false, false),
      openState(sent, true, false),
      openState(sent, true, true),
    ],
    ["ESTABLISHED", "CLOSE-WAIT", "FIN-WAIT-1", "FIN-WAIT-2", "CLOSING", "LAST-ACK"],
  );
});
