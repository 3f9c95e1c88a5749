/** The conformance suites for UDP and for groups of hosts. */
import { networkInterfaces } from "node:os";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { MemoryNetwork } from "torsion/platform/memory";
import { node } from "torsion/platform/node";
import { reactorOn } from "torsion/reactor/core";
import { multicastConformance, udpConformance } from "torsion/testing";

const datagrams = () => {
  const network = new MemoryNetwork({ jitter: 0.01 });
  return {
    server: reactorOn(network.host("server")),
    client: reactorOn(network.host("client")),
    host: "server",
    clientHost: "client",
    everywhere: "0.0.0.0",
    group: "239.1.2.3",
    pass: () => network.advance(0.01),
  };
};
udpConformance(test, "memory, UDP", datagrams);
multicastConformance(test, "memory, multicast", datagrams);

/** A network interface that is not loopback; a machine may have none. */
const external = (family: string) =>
  Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses
      .filter((address) => !address.internal && address.family === family)
      .map(({ address }) => ({ name, address })),
  )[0];
const [v4, v6] = [external("IPv4"), external("IPv6")];

for (const [family, host, everywhere, group, networkInterface] of [
  ["", "127.0.0.1", "0.0.0.0", "239.255.71.3", v4?.address],
  [" over IPv6", "::1", "::", `ff02::7103%${v6?.name}`, v6 && `::%${v6.name}`],
] as const) {
  const onNode = () => {
    const reactor = reactorOn(node());
    const pass = async () => void (await wait(1));
    return { server: reactor, client: reactor, host, clientHost: host, pass };
  };
  udpConformance(test, `node, UDP${family}`, onNode);
  if (networkInterface !== undefined)
    multicastConformance(test, `node, multicast${family}`, () => {
      return { ...onNode(), everywhere, group, networkInterface };
    });
}
