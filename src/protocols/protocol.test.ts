import assert from "node:assert/strict";
import { test } from "node:test";
import { verifyClass } from "../components/index.ts";
import { Failure } from "../deferred/index.ts";
import { ConnectionDone, ILoggingContext, IProtocol } from "../net/index.ts";
import { Protocol } from "./protocol.ts";
import { Wire } from "./wire.test-fixture.ts";

test("makeConnection keeps the transport, and then calls connectionMade", () => {
  const wire = new Wire();
  const seen: unknown[] = [];
  class Mine extends Protocol {
    override connectionMade(): void {
      seen.push(this.transport, this.connected);
    }
  }
  const protocol = new Mine();
  assert.equal(protocol.connected, false);
  protocol.makeConnection(wire);
  assert.deepEqual(seen, [wire, true]);
});

test("it provides what it says, and every hook may be left as it is", () => {
  verifyClass(IProtocol, Protocol);
  verifyClass(ILoggingContext, Protocol);
  const protocol = new Protocol();
  protocol.makeConnection(new Wire());
  protocol.dataReceived(new Uint8Array(1));
  protocol.connectionLost(new Failure(new ConnectionDone("x")));
  class Named extends Protocol {}
  assert.equal(new Named().logPrefix(), "Named");
});
