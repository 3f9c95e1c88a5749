import assert from "node:assert/strict";
import { test } from "node:test";
import { verifyObject } from "../components/index.ts";
import { IStreamServerEndpoint } from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { Protocol } from "../protocols/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { MemoryNames } from "./memory-names.ts";
import { MemoryServerEndpoint } from "./memory-server-endpoint.ts";

test("it listens among the names that it was given; every call needs the name for itself", async () => {
  const reactor = reactorOn(new MemoryNetwork().host("a"));
  const names = new MemoryNames();
  const endpoint = new MemoryServerEndpoint(reactor, "x", { names });
  verifyObject(IStreamServerEndpoint, endpoint);
  assert.equal(String(endpoint), "memory:x");
  await using _port = await endpoint.listen(Protocol);
  await assert.rejects(async () => await endpoint.listen(Protocol), {
    name: "CannotListenError",
    address: "memory:x",
  });
  await using _other = await new MemoryServerEndpoint(reactor, "x").listen(Protocol);
});
