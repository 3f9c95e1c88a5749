/** The conformance suite for endpoints, on child processes: `socat`, which leads to a UNIX socket of ours. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { listenUnlessAborted, ProcessEndpoint } from "torsion/endpoints";
import type { IStreamServerEndpoint } from "torsion/net";
import { node } from "torsion/platform/node";
import { reactorOn } from "torsion/reactor/core";
import { endpointConformance } from "torsion/testing";

const folder = mkdtempSync(join(tmpdir(), "torsion-process-"));
after(() => rmSync(folder, { recursive: true }));
let paths = 0;

if (spawnSync("socat", ["-V"]).status === 0 || process.env.CI)
  endpointConformance(test, "node, a child process", () => {
    const reactor = reactorOn(node());
    const path = join(folder, String(paths++));
    const server: IStreamServerEndpoint = {
      listen: (factory, { signal } = {}) =>
        listenUnlessAborted(() => reactor.listenUNIX(path, factory), signal),
    };
    const args = ["socat", "-t", "30", "-", `UNIX-CONNECT:${path}`];
    return {
      server,
      client: () => new ProcessEndpoint(reactor, "/usr/bin/socat", args),
      nobody: new ProcessEndpoint(reactor, "/usr/bin/there-is-no-such-program"),
      refusal: "ConnectError",
      // The kernel closes the socket of a child that is killed.
      aborted: "ConnectionDone",
      clientDone: "ProcessDone",
      connectsFirst: true,
      clock: reactor,
      pass: async () => void (await wait(1)),
    };
  });
else test("node, a child process", { skip: "socat is not installed" }, () => {});
