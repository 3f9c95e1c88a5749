import assert from "node:assert/strict";
import { test } from "node:test";
import { verifyClass } from "../components/index.ts";
import { Failure } from "../deferred/index.ts";
import { capturedLogs } from "../logger/index.ts";
import { ConnectionDone, ILoggingContext, IProtocol } from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { ClientFactory } from "./client-factory.ts";
import { Factory } from "./factory.ts";
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

test("X10: an async connectionMade that rejects ends its connection, and not the process", async () => {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  const reasons: unknown[] = [];
  class Failing extends Protocol {
    override async connectionMade(): Promise<void> {
      throw new RangeError("mine");
    }
    override connectionLost(reason: Failure): void {
      reasons.push(reason.value.message);
    }
  }
  const logged = await capturedLogs(async () => {
    reactor.listenTCP(9, Factory.forProtocol(Failing));
    reactor.connectTCP("a", 9, ClientFactory.forProtocol(Protocol));
    network.advance(1);
    await new Promise((done) => setImmediate(done));
    network.advance(1);
  });
  assert.deepEqual(reasons, ["mine"]);
  assert.equal(logged.filter(({ log_failure }) => log_failure).length, 1);
});
