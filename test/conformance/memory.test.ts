/** The conformance suites over two ends in memory: on one reactor, on two, and on a real and a simulated one. */
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { succeed } from "torsion/deferred";
import {
  MemoryClientEndpoint,
  MemoryNames,
  MemoryServerEndpoint,
  MemorySocket,
} from "torsion/endpoints";
import type { SocketAddress } from "torsion/platform";
import { MemoryNetwork } from "torsion/platform/memory";
import { node } from "torsion/platform/node";
import { reactorOn } from "torsion/reactor/core";
import { endpointConformance, tcpConformance, tlsConformance } from "torsion/testing";
import { platformOfPairs } from "../bridges/duplex-pair.ts";

const real = () => reactorOn(node());
const soon = async (): Promise<void> => void (await wait(1));

/** Between two reactors, one of which may be on a network. */
const worlds = {
  "one reactor": () => {
    const reactor = real();
    return { server: reactor, client: reactor, pass: soon };
  },
  "two real reactors": () => ({ server: real(), client: real(), pass: soon }),
  "two simulated hosts that no link joins": () => {
    const network = new MemoryNetwork();
    const hosts = ["a", "b"].map((name) => reactorOn(network.host(name)));
    network.partition("a", "b");
    return { server: hosts[0]!, client: hosts[1]!, pass: () => network.advance(0.01) };
  },
  "a simulated server and a real client": () => {
    const network = new MemoryNetwork();
    const pass = async (): Promise<void> => {
      network.advance(0.001);
      await wait(1);
    };
    return { server: reactorOn(network.host("a")), client: real(), pass };
  },
};

for (const [name, world] of Object.entries(worlds))
  endpointConformance(test, `memory: ${name}`, () => {
    const { server, client, pass } = world();
    const names = new MemoryNames();
    return {
      server: new MemoryServerEndpoint(server, "name", { names }),
      client: () => new MemoryClientEndpoint(client, "name", { names }),
      nobody: new MemoryClientEndpoint(client, "another", { names }),
      clock: client,
      pass,
    };
  });

function overPairs() {
  const later = (run: () => void): void => void setImmediate(run);
  const platform = platformOfPairs(node(), (near, far) => {
    return succeed(
      MemorySocket.pair<SocketAddress>(
        { address: near.local, later },
        { address: far.local, later },
      ),
    );
  });
  const reactor = reactorOn(platform);
  return { server: reactor, client: reactor, host: "127.0.0.1", pass: soon };
}

tcpConformance(test, "two ends in memory", overPairs);
tlsConformance(test, "TLS over two ends in memory", overPairs);
