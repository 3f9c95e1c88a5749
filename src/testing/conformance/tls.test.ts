import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { nodeTLS } from "../../platform/node/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { streamConformanceCases } from "./stream.ts";
import { tlsCases, tlsConformance } from "./tls.ts";

test("a test for each case of TLS, and for each of streams, named after what it runs on", () => {
  const names: string[] = [];
  const network = new MemoryNetwork();
  const host = (name: string) => reactorOn({ ...network.host(name), tls: nodeTLS() });
  tlsConformance(
    (name) => names.push(name),
    "memory",
    () => ({
      server: host("server"),
      client: host("client"),
      host: "server",
      pass: () => turn(),
    }),
  );
  assert.equal(names.length, tlsCases.length + streamConformanceCases.length);
  assert.equal(new Set(names).size, names.length);
  assert.ok(names.every((name) => name.startsWith("memory: ")));
});
