/** The conformance suite for TLS, over simulated connections. */
import { test } from "node:test";
import { MemoryNetwork } from "torsion/platform/memory";
import { nodeTLS } from "torsion/platform/node";
import { reactorOn } from "torsion/reactor/core";
import { tlsConformance } from "torsion/testing";

/** Of the host's own loop, not of the network's: the engine of TLS works in it. */
const turn = (): Promise<void> => new Promise((done) => setImmediate(done));

for (const [name, tls] of [
  ["memory, TLS", nodeTLS()],
  ["memory, TLS, public API alone", nodeTLS({ publicOnly: true })],
] as const)
  tlsConformance(test, name, () => {
    const network = new MemoryNetwork();
    const host = (name: string) => reactorOn({ ...network.host(name), tls });
    return {
      server: host("server"),
      client: host("client"),
      host: "server",
      pass: async () => {
        network.advance(0.01);
        await turn();
      },
    };
  });
