/** The conformance suite, on each platform that this runtime has. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { MemoryNetwork } from "torsion/platform/memory";
import { node, nodeTLS } from "torsion/platform/node";
import { reactorOn } from "torsion/reactor/core";
import {
  multicastConformance,
  namesConformance,
  processConformance,
  streamConformance,
  tcpConformance,
  threadsConformance,
  tlsConformance,
  udpConformance,
  unixStreams,
} from "torsion/testing";
import { furnish } from "./scripted-shell.ts";

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

streamConformance(test, "memory, UNIX", () => {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  let paths = 0;
  return {
    server: reactor,
    client: reactor,
    streams: unixStreams(reactor, reactor, () => `/run/${paths++}`),
    pass: () => network.advance(0.01),
  };
});

const folder = mkdtempSync(join(tmpdir(), "torsion-conformance-"));
after(() => rmSync(folder, { recursive: true }));
let paths = 0;
for (const [name, newPath, refusal] of [
  ["node, UNIX", () => join(folder, String(paths++)), "ConnectError"],
  ["node, abstract UNIX", () => `\0${folder}/${paths++}`, "ConnectionRefusedError"],
] as const)
  if (name !== "node, abstract UNIX" || process.platform === "linux")
    streamConformance(test, name, () => {
      const reactor = reactorOn(node());
      return {
        server: reactor,
        client: reactor,
        streams: unixStreams(reactor, reactor, newPath, { refusal }),
        pass: async () => void (await wait(1)),
      };
    });

/** Of the host's own loop, not of the network's: the engine of TLS works in it. */
const turn = (): Promise<void> => new Promise((done) => setImmediate(done));

for (const [name, platform] of [
  ["node, TLS", node()],
  ["node, TLS, public API alone", node({ publicOnly: true })],
] as const)
  tlsConformance(test, name, () => {
    const reactor = reactorOn(platform);
    return {
      server: reactor,
      client: reactor,
      host: "127.0.0.1",
      pass: async () => void (await wait(1)),
    };
  });

for (const [name, tls] of [
  ["memory, TLS", nodeTLS()],
  ["memory, TLS, public API alone", nodeTLS({ publicOnly: true })],
] as const)
  tlsConformance(test, name, () => {
    const network = new MemoryNetwork();
    const host = (name: string) => reactorOn({ ...network.host(name), tls });
    return {
      server: host("server"),
      client: host("client"),
      host: "server",
      pass: async () => {
        network.advance(0.01);
        await turn();
      },
    };
  });

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

namesConformance(test, "memory, names", () => {
  const network = new MemoryNetwork();
  const [server, client] = [network.host("server"), network.host("client")];
  network.setName("www", ["server"]);
  network.nameService({ latency: 0.02 });
  return {
    server: reactorOn(server),
    client: reactorOn(client),
    host: "server",
    name: "www",
    nobody: "nobody.invalid",
    pass: () => network.advance(0.01),
  };
});

namesConformance(test, "node, names", () => {
  const reactor = () => reactorOn(node());
  return {
    server: reactor(),
    client: reactor(),
    host: "127.0.0.1",
    name: "localhost",
    nobody: "nobody.invalid",
    pass: async () => void (await wait(1)),
  };
});

processConformance(test, "memory, processes", () => {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  furnish(network);
  return {
    reactor,
    lives: (pid) => network.processes("a").some((process) => process.pid === pid),
    pass: () => network.advance(0.01),
  };
});

/** Neither gone nor waiting for its parent to hear of its end. */
function lives(pid: number): boolean {
  try {
    return !/\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch {
    return false;
  }
}

if (process.platform === "linux")
  for (const [name, platform] of [
    ["node, processes", node()],
    ["node, processes, public API alone", node({ publicOnly: true })],
  ] as const)
    processConformance(test, name, () => ({
      reactor: reactorOn(platform),
      lives,
      pass: async () => void (await wait(1)),
    }));
threadsConformance(test, "node, threads", () => {
  return { reactor: reactorOn(node()), pass: async () => void (await wait(1)) };
});
