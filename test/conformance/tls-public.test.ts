/** The same, with what is public API of Node's alone. */
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { node } from "torsion/platform/node";
import { reactorOn } from "torsion/reactor/core";
import { tlsConformance } from "torsion/testing";

tlsConformance(test, "node, TLS, public API alone", () => {
  const reactor = reactorOn(node({ publicOnly: true }));
  return {
    server: reactor,
    client: reactor,
    host: "127.0.0.1",
    pass: async () => void (await wait(1)),
  };
});
