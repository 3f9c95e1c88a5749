/** The conformance suites for child processes and for threads. */
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { MemoryNetwork } from "torsion/platform/memory";
import { node } from "torsion/platform/node";
import { reactorOn } from "torsion/reactor/core";
import { processConformance, threadsConformance } from "torsion/testing";
import { furnish } from "../scripted-shell.ts";

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
