/** The conformance suite for endpoints, over those that reach hosts: names, UNIX sockets, TLS, and what tries several. */
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import {
  FallbackEndpoint,
  HostnameEndpoint,
  RetryEndpoint,
  TCPClientEndpoint,
  TCPServerEndpoint,
  UNIXClientEndpoint,
  UNIXServerEndpoint,
  wrapClientTLS,
  wrapServerTLS,
} from "torsion/endpoints";
import { CertificateOptions, IHostAddress, optionsForClientTLS } from "torsion/net";
import { MemoryNetwork } from "torsion/platform/memory";
import { node, nodeTLS } from "torsion/platform/node";
import { reactorOn } from "torsion/reactor/core";
import { endpointConformance, testCertificates } from "torsion/testing";

/** Of the host's own loop, not of the network's: the engine of TLS works in it. */
const turn = (): Promise<void> => new Promise((done) => setImmediate(done));
const { authority, server: certified } = testCertificates;

endpointConformance(test, "a name, in memory: RFC 8305", () => {
  const network = new MemoryNetwork();
  const server = reactorOn(network.host("server", { addresses: ["10.0.0.1", "fd00::1"] }));
  const client = reactorOn(network.host("client", { addresses: ["10.0.0.2", "fd00::2"] }));
  network.host("gone", { addresses: ["10.0.0.3", "fd00::3"] });
  network.partition("client", "gone");
  return {
    server: new TCPServerEndpoint(server, 7),
    client: () => new HostnameEndpoint(client, "server", 7),
    nobody: new HostnameEndpoint(client, "server", 8),
    silent: new HostnameEndpoint(client, "gone", 7),
    clock: client,
    pass: () => network.advance(0.01),
  };
});

endpointConformance(test, "a name on loopback", () => {
  const reactor = reactorOn(node());
  return {
    server: new TCPServerEndpoint(reactor, 0, { interface: "127.0.0.1" }),
    client: (port) => new HostnameEndpoint(reactor, "localhost", IHostAddress(port.getHost()).port),
    nobody: new HostnameEndpoint(reactor, "localhost", 1),
    clock: reactor,
    pass: async () => void (await wait(1)),
  };
});

endpointConformance(test, "unix in memory", () => {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  return {
    server: new UNIXServerEndpoint(reactor, "/run/echo", { wantPID: true }),
    client: () => new UNIXClientEndpoint(reactor, "/run/echo", { checkPID: true }),
    nobody: new UNIXClientEndpoint(reactor, "/run/none"),
    refusal: "ConnectError",
    // A UNIX socket has no reset.
    aborted: "ConnectionDone",
    clock: reactor,
    pass: () => network.advance(0.01),
  };
});

endpointConformance(test, "TLS over TCP, in memory", () => {
  const network = new MemoryNetwork();
  const host = (name: string) => reactorOn({ ...network.host(name), tls: nodeTLS() });
  const [server, client] = [host("server"), host("client")];
  const tls = optionsForClientTLS("server", { trustRoot: authority });
  network.host("gone");
  network.partition("client", "gone");
  return {
    server: wrapServerTLS(new CertificateOptions(certified), new TCPServerEndpoint(server, 7)),
    client: () => wrapClientTLS(tls, new HostnameEndpoint(client, "server", 7)),
    nobody: wrapClientTLS(tls, new HostnameEndpoint(client, "server", 8)),
    silent: wrapClientTLS(tls, new HostnameEndpoint(client, "gone", 7)),
    // It ends in the midst of the handshake.
    unserved: "ConnectionLost",
    clock: client,
    pass: async () => {
      network.advance(0.01);
      await turn();
    },
  };
});

endpointConformance(test, "retried, the second of two, in memory", () => {
  const network = new MemoryNetwork();
  const server = reactorOn(network.host("server"));
  const client = reactorOn(network.host("client"));
  network.host("gone");
  network.partition("client", "gone");
  const tcp = (host: string, port: number) => new TCPClientEndpoint(client, host, port);
  const retried = (endpoint: TCPClientEndpoint) =>
    new RetryEndpoint(client, new FallbackEndpoint(client, [tcp("server", 9), endpoint]), {
      attempts: 2,
    });
  return {
    server: new TCPServerEndpoint(server, 7),
    client: () => retried(tcp("server", 7)),
    nobody: retried(tcp("server", 8)),
    silent: retried(tcp("gone", 7)),
    clock: client,
    pass: () => network.advance(0.01),
    limitSeconds: 300,
  };
});
