import assert from "node:assert/strict";
import { test } from "node:test";
import { membersOf } from "./members.test-fixture.ts";
import { IListeningPort } from "./port.ts";
import { IDatagramProtocol, IMulticastTransport, IUDPTransport } from "./udp.ts";

test("IUDPTransport: the members of Twisted's, and it is a port", () => {
  assert.ok(IUDPTransport.isOrExtends(IListeningPort));
  assert.ok(IMulticastTransport.isOrExtends(IUDPTransport));
  for (const member of ["write()", "connect()", "setBroadcastAllowed()", "getBroadcastAllowed()"])
    assert.ok(membersOf(IUDPTransport).includes(member), member);
  for (const member of ["joinGroup()", "leaveGroup()", "setTTL()", "getTTL()", "setLoopbackMode()"])
    assert.ok(membersOf(IMulticastTransport).includes(member), member);
});

test("IDatagramProtocol: what a port calls, and no more", () =>
  assert.deepEqual(membersOf(IDatagramProtocol), [
    "connectionRefused()",
    "datagramReceived()",
    "doStop()",
    "makeConnection()",
  ]));
