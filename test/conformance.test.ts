/** The conformance suite, on each platform that this runtime has. */
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { MemoryNetwork } from "torsion/platform/memory";
import { node } from "torsion/platform/node";
import { reactorOn } from "torsion/reactor/core";
import { streamConformance } from "torsion/testing";

streamConformance(test, "memory", () => {
  const network = new MemoryNetwork();
  return {
    server: reactorOn(network.host("server")),
    client: reactorOn(network.host("client")),
    host: "server",
    pass: () => network.advance(0.01),
  };
});

streamConformance(test, "memory, slow and jittery", () => {
  const network = new MemoryNetwork({ latency: 0.05, jitter: 0.2, seed: 7 });
  return {
    server: reactorOn(network.host("server")),
    client: reactorOn(network.host("client")),
    host: "server",
    pass: () => network.advance(0.05),
  };
});

for (const [name, platform] of [
  ["node", node()],
  ["node, public API alone", node({ publicOnly: true })],
] as const)
  streamConformance(test, name, () => ({
    server: reactorOn(platform),
    client: reactorOn(platform),
    host: "127.0.0.1",
    pass: async () => void (await wait(1)),
  }));
