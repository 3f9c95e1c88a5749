import assert from "node:assert/strict";
import test from "node:test";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { Protocol } from "../protocols/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { connectProtocol } from "./connect-protocol.ts";
import { TCPClientEndpoint } from "./tcp-client-endpoint.ts";
import { TCPServerEndpoint } from "./tcp-server-endpoint.ts";

test("the protocol given is the one connected", () => {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  new TCPServerEndpoint(reactor, 80).listen(Protocol);
  const mine = new Protocol();
  const connected = connectProtocol(new TCPClientEndpoint(reactor, "a", 80), mine);
  network.advance(1);
  assert.equal(connected.result, mine);
  assert.equal(String(mine.transport.getPeer()), "a:80");
});

test("its signal cancels", () => {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  const abort = new AbortController();
  let name = "";
  connectProtocol(new TCPClientEndpoint(reactor, "a", 80), new Protocol(), {
    signal: abort.signal,
  }).addErrback((failure) => {
    name = failure.value.name;
  });
  abort.abort();
  assert.equal(name, "ConnectingCancelledError");
});
