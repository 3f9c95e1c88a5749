import assert from "node:assert/strict";
import { test } from "node:test";
import { basesOf, membersOf } from "./members.test-fixture.ts";
import {
  IClientFactory,
  IDrainable,
  IHalfCloseableProtocol,
  IProtocol,
  IProtocolFactory,
} from "./protocol.ts";

test("IProtocol: the members of Twisted's", () => {
  assert.deepEqual(membersOf(IProtocol), [
    "connectionLost()",
    "connectionMade()",
    "dataReceived()",
    "makeConnection()",
  ]);
});

test("X11: IHalfCloseableProtocol is a contract of its own, which a protocol may provide besides", () => {
  assert.deepEqual(membersOf(IHalfCloseableProtocol), [
    "readConnectionLost()",
    "writeConnectionLost()",
  ]);
  assert.ok(!IHalfCloseableProtocol.isOrExtends(IProtocol));
});

test("IDrainable is a contract of its own, which a protocol may provide besides", () => {
  assert.deepEqual(membersOf(IDrainable), ["drain()"]);
  assert.ok(!IDrainable.isOrExtends(IProtocol));
});

test("factories: the members of Twisted's; a client factory is a factory", () => {
  const factory = ["buildProtocol()", "doStart()", "doStop()"];
  assert.deepEqual(membersOf(IProtocolFactory), factory);
  assert.deepEqual(
    membersOf(IClientFactory),
    [
      ...factory,
      "clientConnectionFailed()",
      "clientConnectionLost()",
      "startedConnecting()",
    ].sort(),
  );
  assert.deepEqual(basesOf(IClientFactory), ["torsion.IProtocolFactory"]);
});
