import assert from "node:assert/strict";
import { test } from "node:test";
import { IHostAddress, UNIXAddress } from "../../net/index.ts";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { tcpStreams, unixStreams } from "./carrier.ts";
import { PeerFactory } from "./peer-factory.ts";

const world = () => {
  const network = new MemoryNetwork();
  return { network, reactor: reactorOn(network.host("a")) };
};

test("over TCP it chooses a port, takes it again, and connects to it", async () => {
  const { network, reactor } = world();
  const streams = tcpStreams(reactor, reactor, "a");
  const port = await streams.listen(new PeerFactory());
  assert.ok(IHostAddress(port.getHost()).port > 0);
  await port.stopListening();
  const again = await streams.listen(new PeerFactory(), port.getHost());
  assert.ok(port.getHost().equals(again.getHost()) || assert.fail());
  const clients = new PeerFactory();
  streams.connect(again.getHost(), clients, 5);
  network.advance(1);
  assert.equal(clients.peer.open, true);
});

test("over UNIX sockets it takes a new path, or the one that is given", async () => {
  const { network, reactor } = world();
  let paths = 0;
  const streams = unixStreams(reactor, reactor, () => `/run/${++paths}`);
  const first = await streams.listen(new PeerFactory());
  const second = await streams.listen(new PeerFactory());
  assert.deepEqual(
    [first, second].map((port) => String(port.getHost())),
    ["/run/1", "/run/2"],
  );
  await first.stopListening();
  const again = await streams.listen(new PeerFactory(), first.getHost());
  assert.ok(again.getHost().equals(new UNIXAddress("/run/1")));
  const clients = new PeerFactory();
  streams.connect(new UNIXAddress("/run/2"), clients, 5);
  network.advance(1);
  assert.equal(clients.peer.open, true);
});
