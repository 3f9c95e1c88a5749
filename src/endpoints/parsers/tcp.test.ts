import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { Protocol } from "../../protocols/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { parseDescription } from "../description.ts";
import { HostnameEndpoint } from "../hostname-endpoint.ts";
import { TCPClientEndpoint } from "../tcp-client-endpoint.ts";
import { TCPServerEndpoint } from "../tcp-server-endpoint.ts";
import { tcp6Client, tcp6Server, tcpClient, tcpServer } from "./tcp.ts";

test("tcp: the endpoints of both directions", () => {
  const reactor = reactorOn(new MemoryNetwork().host("a"));
  const server = tcpServer.parseStreamServer(reactor, parseDescription("tcp:80"));
  const client = tcpClient.parseStreamClient(reactor, parseDescription("tcp:b:80"));
  assert.ok(server instanceof TCPServerEndpoint);
  assert.ok(client instanceof HostnameEndpoint);
  const address = tcpClient.parseStreamClient(reactor, parseDescription("tcp:10.0.0.1:80"));
  assert.ok(address instanceof TCPClientEndpoint, "an address needs no resolver");
  const nameless = { listenTCP() {}, connectTCP() {} };
  assert.ok(
    tcpClient.parseStreamClient(nameless, parseDescription("tcp:b:80")) instanceof
      TCPClientEndpoint,
    "a reactor that knows no names does with one what it can",
  );
  assert.equal(String(server), "tcp port 80");
  assert.equal(String(client), "b:80");
});

test("tcp: a reactor that has no TCP is told apart from a mistake in the text", () => {
  assert.throws(() => tcpServer.parseStreamServer({}, parseDescription("tcp:80")), {
    name: "NotSupportedError",
    message: "this reactor cannot do tcp:80: its platform provides no IReactorTCP",
  });
});

test("tcp6: a server on all IPv6 addresses, and a client of IPv6 addresses alone", () => {
  const network = new MemoryNetwork();
  const server = reactorOn(network.host("db", { addresses: ["10.0.0.1", "fd00::1"] }));
  const reactor = reactorOn(network.host("a", { addresses: ["10.0.0.2", "fd00::2"] }));
  const at = tcp6Server.parseStreamServer(server, parseDescription("tcp6:80"));
  at.listen(Protocol);
  network.advance(1);
  const outcome = (text: string): string => {
    const connecting = tcp6Client
      .parseStreamClient(reactor, parseDescription(text))
      .connect(Protocol);
    let seen = "nothing";
    connecting.addCallbacks(
      (protocol) => {
        seen = String(protocol.transport.getPeer());
      },
      (failure) => {
        seen = failure.value.name;
      },
    );
    network.advance(40);
    return seen;
  };
  assert.throws(
    () => tcp6Server.parseStreamServer(server, parseDescription("tcp6:80:interface=127.0.0.1")),
    { message: /interface is "127.0.0.1", and has to be an address of IPv6/, position: 18 },
  );
  assert.equal(outcome("tcp6:db:80"), "[fd00::1]:80");
  assert.equal(outcome("tcp6:fd00\\:\\:1:80"), "[fd00::1]:80");
  assert.equal(outcome("tcp6:10.0.0.1:80"), "DNSLookupError");
  network.host("old", { addresses: ["10.0.0.3"] });
  assert.equal(outcome("tcp6:old:80"), "DNSLookupError");
  const nameless = { listenTCP() {}, connectTCP() {} };
  assert.throws(() => tcp6Client.parseStreamClient(nameless, parseDescription("tcp6:b:80")), {
    name: "NotSupportedError",
  });
});
