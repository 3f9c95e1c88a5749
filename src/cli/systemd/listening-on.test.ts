import assert from "node:assert/strict";
import { test } from "node:test";
import { MultiService, Service, StreamServerEndpointService } from "../../application/index.ts";
import { serverFromString } from "../../endpoints/index.ts";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { Protocol } from "../../protocols/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { listeningOn } from "./listening-on.ts";

test("each port of the tree that is open, up to five", () => {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  reactor.run();
  const tree = new MultiService();
  const inner = new MultiService();
  inner.setServiceParent(tree);
  const listen = (description: string): unknown =>
    new StreamServerEndpointService(
      serverFromString(reactor, description),
      Protocol,
    ).setServiceParent(inner);
  new Service().setServiceParent(tree);
  listen("tcp:80");
  listen("unix:/run/x:lockfile=0");
  assert.equal(listeningOn(tree), "running");
  tree.startService();
  network.advance(1);
  assert.equal(listeningOn(tree), "listening on 0.0.0.0:80, /run/x");
  for (let port = 81; port < 86; port++) listen(`tcp:${port}`);
  network.advance(1);
  assert.match(listeningOn(tree), /^listening on 0\.0\.0\.0:80, .*:83 and 2 more$/);
  tree.stopService();
  network.advance(1);
  assert.equal(listeningOn(tree), "running");
});
