/** The conformance suite for TCP, on simulated networks: a good one, a slow one, and a bad one. */
import { test } from "node:test";
import { MemoryNetwork } from "torsion/platform/memory";
import { reactorOn } from "torsion/reactor/core";
import { tcpConformance } from "torsion/testing";

tcpConformance(test, "memory", () => {
  const network = new MemoryNetwork();
  return {
    server: reactorOn(network.host("server")),
    client: reactorOn(network.host("client")),
    host: "server",
    pass: () => network.advance(0.01),
  };
});

tcpConformance(test, "memory, slow and jittery", () => {
  const network = new MemoryNetwork({ latency: 0.05, jitter: 0.2, seed: 7 });
  return {
    server: reactorOn(network.host("server")),
    client: reactorOn(network.host("client")),
    host: "server",
    pass: () => network.advance(0.05),
  };
});

tcpConformance(test, "memory, nasty", () => {
  const network = new MemoryNetwork({
    seed: 5,
    latency: 0.001,
    jitter: 0.001,
    loss: 0.05,
    duplicate: 0.05,
    reorder: 0.1,
    rechunk: 0.3,
  });
  return {
    server: reactorOn(network.host("server")),
    client: reactorOn(network.host("client")),
    host: "server",
    // Ten megabytes take their time where one packet in twenty is lost.
    limitSeconds: 300,
    pass: () => network.advance(0.05),
  };
});
