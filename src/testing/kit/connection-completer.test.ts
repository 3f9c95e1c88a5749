import assert from "node:assert/strict";
import { test } from "node:test";
import { text, utf8 } from "../../bytes/index.ts";
import { ConnectionRefusedError, TimeoutError } from "../../net/index.ts";
import { ClientFactory, Factory, Protocol } from "../../protocols/index.ts";
import { AccumulatingProtocol } from "./accumulating-protocol.ts";
import { ConnectionCompleter, connectableEndpoint } from "./connection-completer.ts";
import { MemoryReactor } from "./memory-reactor.ts";
import { assertNoResult, failureResultOf, successResultOf } from "./results.ts";

class Greeter extends Protocol {
  override connectionMade(): void {
    this.transport.write(utf8("hello"));
  }
}

test("an endpoint that is connected when the test says so", () => {
  const [endpoint, completer] = connectableEndpoint();
  const connecting = endpoint.connect(Factory.forProtocol(AccumulatingProtocol));
  assertNoResult(connecting);
  const pump = completer.succeedOnce();
  assert.equal(successResultOf(connecting), pump?.client);
  assert.ok(pump?.server instanceof Protocol);
  assert.equal(completer.succeedOnce(), null);
});

test("an attempt that fails", () => {
  const [endpoint, completer] = connectableEndpoint();
  assert.equal(completer.failOnce(), false);
  const first = endpoint.connect(Factory.forProtocol(Protocol));
  const second = endpoint.connect(Factory.forProtocol(Protocol));
  assert.equal(completer.failOnce(), true);
  completer.failOnce(new TimeoutError("too long"));
  failureResultOf(first, ConnectionRefusedError);
  failureResultOf(second, TimeoutError);
});

test("the oldest attempt that somebody listens for, and greetings have been exchanged", () => {
  const reactor = new MemoryReactor();
  const completer = new ConnectionCompleter(reactor);
  reactor.connectTCP("db", 1, ClientFactory.forProtocol(AccumulatingProtocol));
  reactor.connectTCP("db", 2, ClientFactory.forProtocol(AccumulatingProtocol));
  assert.equal(completer.succeedOnce(), null);
  reactor.listenTCP(2, Factory.forProtocol(Greeter));
  const pump = completer.succeedOnce();
  assert.equal(reactor.tcpClients[1]?.built(), pump?.client);
  assert.equal(text((pump!.client as AccumulatingProtocol).data), "hello");
  assert.equal(reactor.tcpClients[0]?.pending, true);
});
