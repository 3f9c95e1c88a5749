import assert from "node:assert/strict";
import { test } from "node:test";
import { Failure } from "../../deferred/index.ts";
import { ConnectionDone, ConnectionLost } from "../../net/index.ts";
import { AccumulatingProtocol } from "./accumulating-protocol.ts";
import { assertNoResult, failureResultOf, successResultOf } from "./results.ts";
import { whenBothLost, whenLost } from "./when-lost.ts";

test("it fires after the protocol was told, and leaves the protocol as it was", () => {
  const protocol = new AccumulatingProtocol();
  const lost = whenLost(protocol);
  let closed: boolean | undefined;
  lost.addCallback((reason) => {
    closed = protocol.closed;
    return reason;
  });
  assertNoResult(lost);
  protocol.connectionLost(new Failure(new ConnectionLost()));
  assert.ok(successResultOf(lost) instanceof ConnectionLost);
  assert.equal(closed, true);
  assert.equal(Object.hasOwn(protocol, "connectionLost"), false);
});

test("it fires although the protocol throws, and gives its own property back", () => {
  const protocol = new AccumulatingProtocol();
  const own = (): void => {
    throw new RangeError("mine");
  };
  protocol.connectionLost = own;
  const lost = whenLost(protocol);
  assert.throws(() => protocol.connectionLost(new Failure(new ConnectionLost())), RangeError);
  successResultOf(lost);
  assert.equal(protocol.connectionLost, own);
});

test("both: the last of them counts, and what was thrown is a failure", () => {
  const [server, client] = [new AccumulatingProtocol(), new AccumulatingProtocol()];
  const lost = whenBothLost(server, client);
  server.connectionLost(new Failure(new ConnectionDone()));
  assertNoResult(lost);
  client.connectionLost(new Failure(new ConnectionLost()));
  successResultOf(lost);

  const failing = whenBothLost(server, client);
  client.connectionLost(new Failure(new RangeError("mine")));
  assertNoResult(failing);
  server.connectionLost(new Failure(new ConnectionLost()));
  failureResultOf(failing, RangeError);
});
