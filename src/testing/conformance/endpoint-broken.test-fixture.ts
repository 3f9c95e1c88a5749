/** Endpoints of a simulated network that are on purpose not as they should be: for proving that the suite finds out. */
import { TCPClientEndpoint, TCPServerEndpoint } from "../../endpoints/index.ts";
import type { IStreamClientEndpoint, IStreamServerEndpoint } from "../../net/index.ts";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { type EndpointConformanceSetup, EndpointWorld } from "./endpoint-world.ts";
import { over, Proof } from "./meddling.test-fixture.ts";

export interface Meddling {
  server?(inner: IStreamServerEndpoint): Partial<IStreamServerEndpoint>;
  client?(inner: IStreamClientEndpoint): Partial<IStreamClientEndpoint>;
}

export function endpointSetup(meddling: Meddling = {}): EndpointConformanceSetup {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("server"));
  const client = reactorOn(network.host("client"));
  network.host("gone");
  network.partition("client", "gone");
  const place = (host: string, port: number): IStreamClientEndpoint => {
    const inner: IStreamClientEndpoint = new TCPClientEndpoint(client, host, port);
    return over(inner, meddling.client?.(inner) ?? {});
  };
  const server: IStreamServerEndpoint = new TCPServerEndpoint(reactor, 7);
  return {
    server: over(server, meddling.server?.(server) ?? {}),
    client: () => place("server", 7),
    nobody: place("server", 8),
    silent: place("gone", 7),
    clock: client,
    pass: () => network.advance(0.01),
    limitSeconds: 10,
  };
}

const proof: Proof<EndpointWorld, Meddling> = new Proof(
  (meddling) => new EndpointWorld(endpointSetup(meddling)),
);
export const failures: typeof proof.failures = proof.failures;
export const assertFound: typeof proof.assertFound = proof.assertFound;
