import assert from "node:assert/strict";
import test from "node:test";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { parseDescription } from "./description.ts";
import { clientTypes, serverTypes } from "./endpoint-types.ts";
import { TCPClientEndpoint } from "./tcp-client-endpoint.ts";
import { TCPServerEndpoint } from "./tcp-server-endpoint.ts";

test("each type makes the endpoint of its name", () => {
  const reactor = reactorOn(new MemoryNetwork().host("a"));
  assert.deepEqual([...serverTypes.keys()], ["tcp"]);
  assert.deepEqual([...clientTypes.keys()], ["tcp"]);
  const server = serverTypes.get("tcp")?.(reactor, parseDescription("tcp:80"));
  const client = clientTypes.get("tcp")?.(reactor, parseDescription("tcp:b:80"));
  assert.ok(server instanceof TCPServerEndpoint);
  assert.ok(client instanceof TCPClientEndpoint);
  assert.equal(String(server), "tcp port 80");
  assert.equal(String(client), "b:80");
});
