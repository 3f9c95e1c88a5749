/** The conformance suite for endpoints, over all that there are. */
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { TCPClientEndpoint, TCPServerEndpoint } from "torsion/endpoints";
import { IHostAddress } from "torsion/net";
import { MemoryNetwork } from "torsion/platform/memory";
import { node } from "torsion/platform/node";
import { proxyClientEndpoint, proxyEndpoint } from "torsion/protocols/haproxy";
import { reactorOn } from "torsion/reactor/core";
import { endpointConformance } from "torsion/testing";

endpointConformance(test, "tcp in memory", () => {
  const network = new MemoryNetwork();
  const server = reactorOn(network.host("server"));
  const client = reactorOn(network.host("client"));
  network.host("gone");
  network.partition("client", "gone");
  return {
    server: new TCPServerEndpoint(server, 7),
    client: () => new TCPClientEndpoint(client, "server", 7),
    nobody: new TCPClientEndpoint(client, "server", 8),
    silent: new TCPClientEndpoint(client, "gone", 7),
    clock: client,
    pass: () => network.advance(0.01),
  };
});

endpointConformance(test, "tcp on loopback", () => {
  const reactor = reactorOn(node());
  return {
    server: new TCPServerEndpoint(reactor, 0, { interface: "127.0.0.1" }),
    client: (port) =>
      new TCPClientEndpoint(reactor, "127.0.0.1", IHostAddress(port.getHost()).port),
    nobody: new TCPClientEndpoint(reactor, "127.0.0.1", 1),
    clock: reactor,
    pass: async () => void (await wait(1)),
  };
});

for (const version of ["v1", "v2"] as const)
  endpointConformance(test, `PROXY ${version} over tcp in memory`, () => {
    const network = new MemoryNetwork();
    const server = reactorOn(network.host("server"));
    const client = reactorOn(network.host("client"));
    network.host("gone");
    network.partition("client", "gone");
    const to = (host: string, port: number) =>
      proxyClientEndpoint(new TCPClientEndpoint(client, host, port), { version });
    return {
      server: proxyEndpoint(new TCPServerEndpoint(server, 7), server),
      client: () => to("server", 7),
      nobody: to("server", 8),
      silent: to("gone", 7),
      clock: client,
      pass: () => network.advance(0.01),
    };
  });
