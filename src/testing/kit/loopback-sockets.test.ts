import assert from "node:assert/strict";
import { test } from "node:test";
import { text } from "../../bytes/index.ts";
import { capturedLogs } from "../../logger/index.ts";
import { CannotListenError, ConnectError } from "../../net/index.ts";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { node } from "../../platform/node/index.ts";
import { Protocol } from "../../protocols/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { LineSendingProtocol } from "./line-sending-protocol.ts";
import { loopbackTCP, loopbackUNIX } from "./loopback-sockets.ts";
import { RaisingMemoryReactor } from "./raising-memory-reactor.ts";
import { assertNoResult, failureResultOf, successResultOf } from "./results.ts";

class Closing extends LineSendingProtocol {
  override lineReceived(line: Uint8Array): void {
    super.lineReceived(line);
    if (text(line) === "bye") this.transport.loseConnection();
  }
}

const sides = (): [LineSendingProtocol, LineSendingProtocol] => [
  new LineSendingProtocol(["hello", "bye"]),
  new Closing(["hi"]),
];

const heard = (protocol: LineSendingProtocol): string =>
  protocol.response.map((line) => text(line)).join();

test("over TCP, on a real reactor", async () => {
  const [server, client] = sides();
  await loopbackTCP(server, client, { reactor: reactorOn(node()) });
  assert.deepEqual([heard(server), heard(client)], ["hi", "hello,bye"]);
});

test("over TCP and UNIX on a simulated one, and nothing is left", () => {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("localhost.example"));
  for (const loopback of [
    (server: Protocol, client: Protocol) => loopbackTCP(server, client, { reactor, port: 80 }),
    (server: Protocol, client: Protocol) => loopbackUNIX(server, client, { reactor, path: "/s" }),
  ])
    for (let i = 0; i < 2; i++) {
      const [server, client] = sides();
      const done = loopback(server, client);
      assertNoResult(done);
      network.advance(120);
      successResultOf(done);
      assert.deepEqual([heard(server), heard(client)], ["hi", "hello,bye"]);
      assert.equal(network.connections("localhost.example"), 0);
    }
});

test("where there can be no connection it fails", () => {
  const reactor = new RaisingMemoryReactor();
  failureResultOf(loopbackTCP(...sides(), { reactor }), CannotListenError);
  const network = new MemoryNetwork();
  const refusing = reactorOn(network.host("a"));
  network.refuse("a");
  const done = loopbackTCP(...sides(), { reactor: refusing });
  network.advance(1);
  failureResultOf(done, ConnectError);
});

test("an exception of either is what it fails with", async () => {
  class Broken extends Protocol {
    override connectionMade(): void {
      throw new RangeError("mine");
    }
  }
  await capturedLogs(async () => {
    for (const broken of ["server", "client"]) {
      const network = new MemoryNetwork();
      const reactor = reactorOn(network.host("a"));
      const [server, client] = [new Protocol(), new Protocol()];
      const done = loopbackTCP(
        broken === "server" ? new Broken() : server,
        broken === "client" ? new Broken() : client,
        { reactor },
      );
      network.advance(120);
      failureResultOf(done, RangeError);
    }
  });
});
