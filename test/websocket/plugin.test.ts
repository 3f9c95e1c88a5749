/** Nobody imports `torsion/websocket` here: our own `package.json` says that it has these types. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { clientFromString, serverFromString } from "torsion/endpoints";
import { node } from "torsion/platform/node";
import { reactorOn } from "torsion/reactor/core";

test("ws: and its kin are known without an import", () => {
  const reactor = reactorOn(node());
  assert.equal(String(serverFromString(reactor, "ws:80")), "WebSockets on tcp port 80");
  assert.equal(String(clientFromString(reactor, "wss:localhost:443")), "wss://localhost:443/");
  assert.equal(String(clientFromString(reactor, "websocket:memory\\:x")), "ws://localhost/");
});
