import assert from "node:assert/strict";
import { test } from "node:test";
import { text, utf8 } from "../../bytes/index.ts";
import { Failure } from "../../deferred/index.ts";
import { ConnectionDone } from "../../net/index.ts";
import { AccumulatingProtocol } from "./accumulating-protocol.ts";
import { successResultOf } from "./results.ts";
import { StringTransport } from "./string-transport.ts";

test("it keeps what happens to it, and fires its Deferreds", () => {
  const protocol = new AccumulatingProtocol();
  assert.deepEqual([protocol.made, protocol.closed, protocol.data.length], [false, false, 0]);
  protocol.makeConnection(new StringTransport());
  assert.equal(successResultOf(protocol.madeDeferred), protocol);
  protocol.dataReceived(utf8("ab"));
  const before = protocol.data;
  protocol.dataReceived(utf8("cd"));
  assert.equal(text(before), "ab");
  assert.equal(text(protocol.data), "abcd");
  const reason = new Failure(new ConnectionDone());
  protocol.connectionLost(reason);
  assert.equal(protocol.closedReason, reason);
  assert.equal(successResultOf(protocol.closedDeferred), undefined);
  assert.deepEqual([protocol.made, protocol.closed], [true, true]);
});

test("used twice, its Deferreds fire once", () => {
  const protocol = new AccumulatingProtocol();
  for (let i = 0; i < 2; i++) {
    protocol.makeConnection(new StringTransport());
    protocol.connectionLost(new Failure(new ConnectionDone()));
  }
  assert.equal(successResultOf(protocol.madeDeferred), protocol);
});
