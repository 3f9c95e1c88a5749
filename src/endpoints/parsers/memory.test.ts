import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { parseDescription } from "../description.ts";
import { MemoryClientEndpoint } from "../memory-client-endpoint.ts";
import { MemoryServerEndpoint } from "../memory-server-endpoint.ts";
import { memoryClient, memoryServer } from "./memory.ts";

test("memory: the endpoints of both directions", () => {
  const reactor = reactorOn(new MemoryNetwork().host("a"));
  const server = memoryServer.parseStreamServer(reactor, parseDescription("memory:x:backlog=3"));
  const client = memoryClient.parseStreamClient(reactor, parseDescription("memory:x"));
  assert.ok(server instanceof MemoryServerEndpoint);
  assert.ok(client instanceof MemoryClientEndpoint);
  assert.deepEqual([String(server), String(client)], ["memory:x", "memory:x"]);
});

test("memory: it needs a name, and a reactor", () => {
  const reactor = reactorOn(new MemoryNetwork().host("a"));
  for (const text of ["memory", "memory:"])
    assert.throws(() => memoryServer.parseStreamServer(reactor, parseDescription(text)), {
      name: "InvalidDescriptionError",
    });
  assert.throws(() => memoryClient.parseStreamClient({}, parseDescription("memory:x")), {
    name: "NotSupportedError",
  });
});
