/** The conformance suite for endpoints, over some that are inside of each other. */
import { test } from "node:test";
import { endpointConformance } from "torsion/testing";
import { COMBINATIONS, combined, world } from "./combined-endpoints.ts";

const turn = (): Promise<void> => new Promise((done) => setImmediate(done));

for (const combination of COMBINATIONS)
  endpointConformance(test, [...combination].reverse().join(" inside of "), () => {
    const here = world();
    const { server, client, nobody, silent } = combined(here, combination);
    const outermost = combination.slice(1).find((name) => name !== "retry" && name !== "fallback");
    return {
      server,
      client: () => client,
      ...(nobody && { nobody }),
      ...(silent && { silent }),
      clock: here.client,
      limitSeconds: 300,
      // It ends in the midst of the handshake.
      ...(outermost === "tls" && { unserved: "ConnectionLost" }),
      pass: async () => {
        here.network.advance(0.01);
        await turn();
      },
    };
  });
