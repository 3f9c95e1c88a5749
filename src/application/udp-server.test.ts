import assert from "node:assert/strict";
import test from "node:test";
import type { IHostAddress } from "../net/index.ts";
import { CannotListenError, MulticastJoinError } from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { DatagramProtocol } from "../protocols/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { ServiceStartError } from "./errors.ts";
import { MultiService } from "./multi-service.ts";
import { UDPServer, type UDPServerOptions } from "./udp-server.ts";

class Noting extends DatagramProtocol {
  readonly got: string[] = [];
  ends = 0;
  override datagramReceived(data: Uint8Array, _from: IHostAddress): void {
    this.got.push(String.fromCharCode(...data));
  }
  override stopProtocol(): void {
    this.ends += 1;
  }
}

function world() {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a", { addresses: ["10.0.0.1"] }));
  const sender = new DatagramProtocol();
  reactorOn(network.host("b", { addresses: ["10.0.0.2"] })).listenUDP(0, sender);
  const send = (text: string, to: string): void => {
    sender.transport.write(new TextEncoder().encode(text), { host: to, port: 53 });
    network.advance(1);
  };
  const server = (options: Omit<UDPServerOptions, "reactor"> = {}) => {
    const protocol = new Noting();
    return { protocol, service: new UDPServer(53, protocol, { ...options, reactor }) };
  };
  return { network, send, server };
}

function errorOf(work: { addErrback(errback: (failure: { value: Error }) => void): unknown }) {
  let error: Error | undefined;
  work.addErrback(({ value }) => {
    error = value;
  });
  return () => error;
}

test("it has its port while it runs, from the privileged start on, and again when started again", () => {
  const { send, server } = world();
  const { protocol, service } = server();
  for (let round = 0; round < 2; round++) {
    assert.ok(service.privilegedStartService().called);
    const port = service.port;
    assert.equal(port?.getHost().port, 53);
    assert.ok(service.startService().called);
    assert.equal(service.port, port, "the port is the same one");
    assert.deepEqual(service.figures(), { state: "open", address: "0.0.0.0:53" });
    send(`hello ${round}`, "10.0.0.1");
    assert.ok(service.stopService().called);
    assert.deepEqual([service.port, service.figures()], [null, { state: "closed" }]);
    send("to nobody", "10.0.0.1");
  }
  assert.deepEqual(protocol.got, ["hello 0", "hello 1"]);
  assert.equal(protocol.ends, 2);
});

test("it is in its groups while it runs", () => {
  const { send, server } = world();
  const { protocol, service } = server({ groups: ["224.0.0.251", "239.1.2.3"] });
  service.startService();
  send("one", "224.0.0.251");
  send("two", "239.1.2.3");
  send("other", "239.1.2.4");
  service.stopService();
  send("late", "239.1.2.3");
  assert.deepEqual(protocol.got, ["one", "two"]);
});

test("several share a port, where all of them say so", () => {
  const { send, server } = world();
  const options = { groups: ["224.0.0.251"], listenMultiple: true } as const;
  const servers = [server(options), server(options)];
  for (const { service } of servers) service.startService();
  send("hello", "224.0.0.251");
  assert.deepEqual(
    servers.map(({ protocol }) => protocol.got),
    [["hello"], ["hello"]],
  );
});

test("a port that is taken, and a group that cannot be joined, fail the start and leave nothing", () => {
  const { network, server } = world();
  const parent = new MultiService();
  const first = server().service;
  first.setServiceParent(parent);
  server().service.setServiceParent(parent);
  const taken = errorOf(parent.startService())();
  assert.ok(taken instanceof ServiceStartError);
  assert.ok(taken.cause instanceof CannotListenError);
  assert.equal(first.port, null);
  const { service } = server({ groups: ["10.0.0.1"] });
  assert.ok(errorOf(service.startService())() instanceof MulticastJoinError);
  assert.equal(service.port, null);
  assert.deepEqual(network.netstat("a"), []);
});
