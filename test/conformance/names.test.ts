/** The conformance suite for names of hosts. */
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { MemoryNetwork } from "torsion/platform/memory";
import { node } from "torsion/platform/node";
import { reactorOn } from "torsion/reactor/core";
import { namesConformance } from "torsion/testing";

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
