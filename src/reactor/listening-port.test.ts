import assert from "node:assert/strict";
import { test } from "node:test";
import { capturedLogs, formatEvent } from "../logger/index.ts";
import type { IListeningPort, IProtocolFactory } from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { ClientFactory, factoryFrom, Protocol } from "../protocols/index.ts";
import { reactorOn } from "./reactor.ts";

function world(factory: IProtocolFactory) {
  const network = new MemoryNetwork();
  const server = reactorOn(network.host("server"));
  const client = reactorOn(network.host("client"));
  const port = server.listenTCP(80, factory).result as IListeningPort;
  const connect = (): Protocol[] => {
    const made: Protocol[] = [];
    const clients = ClientFactory.forProtocol(
      class extends Protocol {
        override connectionMade(): void {
          made.push(this);
        }
      },
    ) as ClientFactory;
    clients.noisy = false;
    client.connectTCP("server", 80, clients);
    return made;
  };
  return { network, server, client, port, connect };
}

test("X10: an exception in buildProtocol, and nothing built, are one log event each, and close", () => {
  let builds = 0;
  const factory: IProtocolFactory = {
    buildProtocol: () => {
      builds += 1;
      if (builds === 1) throw new RangeError("no protocol today");
      return undefined as unknown as Protocol;
    },
    doStart() {},
    doStop() {},
  };
  const { network, connect } = world(factory);
  const events = capturedLogs(() => {
    connect();
    network.advance(1);
    connect();
    network.advance(1);
  });
  const said = events.map((event) => `${formatEvent(event)}: ${event.log_failure?.value}`);
  assert.equal(said.length, 2);
  assert.match(said[0] ?? "", /^no protocol for client:\d+: .* RangeError: no protocol today/);
  assert.match(said[1] ?? "", /NoProtocol: Object\.buildProtocol returned nothing/);
  assert.equal(network.connections("server"), 0);
});

test("X16: stopListening twice is one end; each who asked is told", () => {
  const stops: string[] = [];
  const factory: IProtocolFactory = {
    buildProtocol: () => new Protocol(),
    doStart: () => void stops.push("start"),
    doStop: () => void stops.push("stop"),
  };
  const { network, port, connect } = world(factory);
  const made = connect();
  network.advance(1);
  const first = port.stopListening();
  const second = port.stopListening();
  network.advance(1);
  assert.deepEqual([first.called, second.called, stops], [true, true, ["start", "stop"]]);
  assert.notEqual(first, second);
  assert.equal(made[0]?.transport.disconnecting, false);
});

test("a connection that comes while the port is being closed is closed, without a protocol", () => {
  let builds = 0;
  const { network, server, port, connect } = world(
    factoryFrom(() => {
      builds += 1;
      return new Protocol();
    }),
  );
  connect();
  // The SYN is on its way.
  port.stopListening();
  network.advance(1);
  assert.equal(builds, 0);
  assert.equal(server.getDelayedCalls().length, 0);
});

test("await using: the port is closed when the block ends", async () => {
  const { port, network, server } = world(factoryFrom(Protocol));
  await port[Symbol.asyncDispose]();
  network.advance(1);
  assert.equal(server.listenTCP(80, factoryFrom(Protocol)).called, true);
});
