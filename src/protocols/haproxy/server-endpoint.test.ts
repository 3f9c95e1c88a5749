import assert from "node:assert/strict";
import { test } from "node:test";
import { verifyObject } from "../../components/index.ts";
import { TCPClientEndpoint, TCPServerEndpoint } from "../../endpoints/index.ts";
import { hostAddress, IStreamServerEndpoint } from "../../net/index.ts";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { Protocol } from "../protocol.ts";
import { proxyClientEndpoint } from "./client-endpoint.ts";
import { HAProxyServerEndpoint, proxyEndpoint } from "./server-endpoint.ts";

test("it listens where the endpoint inside does, and its connections are those of the headers", () => {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("server"));
  const endpoint = proxyEndpoint(new TCPServerEndpoint(reactor, 80), reactor);
  assert.ok(endpoint instanceof HAProxyServerEndpoint);
  verifyObject(IStreamServerEndpoint, endpoint);
  assert.equal(String(endpoint), "tcp port 80 (PROXY)");
  const peers: string[] = [];
  class Server extends Protocol {
    override connectionMade(): void {
      peers.push(String(this.transport.getPeer()));
    }
  }
  endpoint.listen(Server);
  const source = hostAddress("TCP", "2001:db8::1", 1);
  const inside = new TCPClientEndpoint(reactorOn(network.host("client")), "server", 80);
  for (const version of ["v1", "v2"] as const)
    proxyClientEndpoint(inside, { version, source, destination: source }).connect(Protocol);
  network.advance(1);
  assert.deepEqual(peers, ["[2001:db8::1]:1", "[2001:db8::1]:1"]);
});

test("a mistake in the list of who is trusted is told at once", () => {
  const reactor = reactorOn(new MemoryNetwork().host("server"));
  const inside = new TCPServerEndpoint(reactor, 80);
  const wrong = { trusted: ["10.0.0.0/99"] };
  assert.throws(() => proxyEndpoint(inside, reactor, wrong), { name: "InvalidAddressError" });
});
