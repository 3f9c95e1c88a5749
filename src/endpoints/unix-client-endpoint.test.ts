import assert from "node:assert/strict";
import { test } from "node:test";
import { verifyObject } from "../components/index.ts";
import { Failure } from "../deferred/index.ts";
import { IStreamClientEndpoint } from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { Protocol } from "../protocols/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { UNIXClientEndpoint } from "./unix-client-endpoint.ts";
import { UNIXServerEndpoint } from "./unix-server-endpoint.ts";

test("it connects to a path or an abstract name, and says to which", () => {
  for (const path of ["/run/echo", "\0echo"]) {
    const network = new MemoryNetwork();
    const reactor = reactorOn(network.host("a"));
    new UNIXServerEndpoint(reactor, path).listen(Protocol);
    const endpoint = new UNIXClientEndpoint(reactor, path, { seconds: 3 });
    verifyObject(IStreamClientEndpoint, endpoint);
    assert.equal(String(endpoint), `unix ${path.replace("\0", "@")}`);
    const connected = endpoint.connect(Protocol);
    network.advance(1);
    assert.ok(connected.result instanceof Protocol);
  }
});

test("where nobody listens, or holds the lock, it fails; cancelled, it says where", () => {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  const names: string[] = [];
  const note = (result: unknown): void => {
    names.push(result instanceof Failure ? result.value.name : "connected");
  };
  new UNIXClientEndpoint(reactor, "/none").connect(Protocol).addBoth(note);
  new UNIXServerEndpoint(reactor, "/unlocked").listen(Protocol);
  network.advance(1);
  new UNIXClientEndpoint(reactor, "/unlocked", { checkPID: true }).connect(Protocol).addBoth(note);
  const signal = AbortSignal.abort();
  new UNIXClientEndpoint(reactor, "/unlocked").connect(Protocol, { signal }).addBoth(note);
  network.advance(1);
  assert.deepEqual(names.sort(), ["BadFileError", "ConnectError", "ConnectingCancelledError"]);
});
