/** The conformance suite for TCP, on sockets. */
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { node } from "torsion/platform/node";
import { reactorOn } from "torsion/reactor/core";
import { tcpConformance } from "torsion/testing";

for (const [name, platform] of [
  ["node", node()],
  ["node, public API alone", node({ publicOnly: true })],
] as const)
  tcpConformance(test, name, () => ({
    server: reactorOn(platform),
    client: reactorOn(platform),
    host: "127.0.0.1",
    pass: async () => void (await wait(1)),
  }));
