/** The conformance suite for TLS, on sockets. Some of its cases wait for time limits of five seconds. */
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { node } from "torsion/platform/node";
import { reactorOn } from "torsion/reactor/core";
import { tlsConformance } from "torsion/testing";

tlsConformance(test, "node, TLS", () => {
  const reactor = reactorOn(node());
  return {
    server: reactor,
    client: reactor,
    host: "127.0.0.1",
    pass: async () => void (await wait(1)),
  };
});
