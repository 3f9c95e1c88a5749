import assert from "node:assert/strict";
import { test } from "node:test";
import { verifyClass } from "../components/index.ts";
import { ITCPTransport, IUNIXTransport, UNIXAddress } from "../net/index.ts";
import { FakeContext, FakeSocket } from "./fake-socket.test-fixture.ts";
import { newTransport } from "./new-transport.ts";
import { UNIXTransport } from "./unix-transport.ts";

test("it is what it says it is, and no TCP", () => {
  verifyClass(IUNIXTransport, UNIXTransport);
  assert.equal(ITCPTransport.implementedBy(UNIXTransport), false);
});

test("its addresses are names, of a client none", () => {
  const socket = Object.assign(new FakeSocket(), {
    local: { path: "/run/it" },
    peer: { path: "" },
  });
  const protocol = {
    makeConnection() {},
    connectionMade() {},
    dataReceived() {},
    connectionLost() {},
  };
  const transport = newTransport(new FakeContext(), socket, protocol);
  assert.ok(transport instanceof UNIXTransport);
  assert.deepEqual(
    [transport.getHost(), transport.getPeer()],
    [new UNIXAddress("/run/it"), new UNIXAddress("")],
  );
});
