/** UDP in memory, on purpose not as the port wants it: for proving that the suite finds out. */
import type { DatagramSink, DatagramSocket, UDPPlatform } from "../../platform/index.ts";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { over, Proof } from "./meddling.test-fixture.ts";
import { MulticastWorld } from "./multicast.ts";

export interface DatagramMeddling {
  socket?(inner: DatagramSocket): Partial<DatagramSocket>;
  sink?(inner: DatagramSink): Partial<DatagramSink>;
}

function meddled(udp: UDPPlatform, { socket, sink }: DatagramMeddling): UDPPlatform {
  return {
    bind: (at, options, told) =>
      udp
        .bind(at, options, over(told, sink?.(told) ?? {}))
        .addCallback((made) => over(made, socket?.(made) ?? {})),
  };
}

export function datagramWorld(meddling: DatagramMeddling = {}): MulticastWorld {
  const network = new MemoryNetwork();
  const reactor = (name: string) => {
    const platform = network.host(name);
    return reactorOn({ ...platform, udp: meddled(platform.udp, meddling) });
  };
  return new MulticastWorld({
    server: reactor("server"),
    client: reactor("client"),
    host: "server",
    clientHost: "client",
    everywhere: "0.0.0.0",
    group: "239.0.0.1",
    pass: () => network.advance(0.1),
  });
}

const proof: Proof<MulticastWorld, DatagramMeddling> = new Proof(datagramWorld);
export const datagramFailures: typeof proof.failures = proof.failures;
export const assertFoundInUDP: typeof proof.assertFound = proof.assertFound;
