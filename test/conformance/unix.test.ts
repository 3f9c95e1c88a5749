/** The conformance suite for streams, on UNIX sockets. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { MemoryNetwork } from "torsion/platform/memory";
import { node } from "torsion/platform/node";
import { reactorOn } from "torsion/reactor/core";
import { streamConformance, unixStreams } from "torsion/testing";

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
