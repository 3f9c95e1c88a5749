/** Names in memory, on purpose not as the port wants it: for proving that the suite finds out. */
import type { NamesPlatform } from "../../platform/index.ts";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { over, Proof } from "./meddling.test-fixture.ts";
import { NamesWorld } from "./names-world.ts";

export interface NamesMeddling {
  names?(inner: NamesPlatform): Partial<NamesPlatform>;
}

export function namesWorld({ names }: NamesMeddling = {}): NamesWorld {
  const network = new MemoryNetwork();
  network.setName("www", ["server"]);
  network.nameService({ latency: 0.01 });
  const client = network.host("client");
  return new NamesWorld({
    server: reactorOn(network.host("server")),
    client: reactorOn({ ...client, names: over(client.names, names?.(client.names) ?? {}) }),
    host: "server",
    name: "www",
    nobody: "nobody.invalid",
    pass: () => network.advance(0.05),
  });
}

const proof: Proof<NamesWorld, NamesMeddling> = new Proof(namesWorld);
export const namesFailures: typeof proof.failures = proof.failures;
export const assertFoundInNames: typeof proof.assertFound = proof.assertFound;
