import assert from "node:assert/strict";
import test from "node:test";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { Protocol } from "../protocols/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { parseDescription, restOfDescription } from "./description.ts";
import { InvalidDescriptionError } from "./errors.ts";
import {
  clientFromDescription,
  clientFromString,
  serverFromDescription,
  serverFromString,
} from "./from-string.ts";

test("two descriptions make a connection", () => {
  const network = new MemoryNetwork();
  const server = serverFromString(reactorOn(network.host("db")), "tcp:80:interface=db:backlog=5");
  const client = clientFromString(
    reactorOn(network.host("a")),
    "tcp:db:80:timeout=3:bindAddress=a",
  );
  let accepted = 0;
  server.listen(() => {
    accepted += 1;
    return new Protocol();
  });
  network.advance(1);
  const connected = client.connect(Protocol);
  network.advance(1);
  assert.ok(connected.result instanceof Protocol);
  assert.equal(accepted, 1);
});

test("the arguments of a description reach the reactor", () => {
  const calls: unknown[] = [];
  const reactor = {
    listenTCP: (port: number, _factory: unknown, options: unknown): never => {
      calls.push([port, options]);
      throw new Error("only asked");
    },
    connectTCP: (host: string, port: number, _factory: unknown, options: unknown): never => {
      calls.push([host, port, options]);
      throw new Error("only asked");
    },
  };
  const factory = { buildProtocol: () => null, doStart() {}, doStop() {} };
  const ignore = () => {};
  serverFromString(reactor, "tcp:0").listen(factory).addErrback(ignore);
  serverFromString(reactor, "TCP:80:interface=\\:\\:1:backlog=7")
    .listen(factory)
    .addErrback(ignore);
  clientFromString(reactor, "tcp:\\:\\:1:80").connect(factory).addErrback(ignore);
  clientFromString(reactor, "tcp:host=h:port=80:timeout=2.5:bindAddress=b")
    .connect(factory)
    .addErrback(ignore);
  assert.deepEqual(calls, [
    [0, {}],
    [80, { interface: "::1", backlog: 7 }],
    ["::1", 80, {}],
    ["h", 80, { seconds: 2.5, bindAddress: { host: "b" } }],
  ]);
});

test("E4: what is wrong with a description is thrown at once, and says what there is", () => {
  const reactor = reactorOn(new MemoryNetwork().host("a"));
  for (const fromString of [serverFromString, clientFromString]) {
    assert.throws(() => fromString(reactor, ""), InvalidDescriptionError);
    assert.throws(
      () => fromString(reactor, "tpc:80"),
      /no (server|client) type "tpc"; there is tcp/,
    );
  }
  assert.throws(() => serverFromString(reactor, "tcp"), /tcp needs a port\n {4}tcp\n {7}\^/);
  assert.throws(() => serverFromString(reactor, "tcp:65536"), /port is "65536"/);
  assert.throws(() => serverFromString(reactor, "tcp:80:backlog=many"), /backlog is "many"/);
  assert.throws(() => serverFromString(reactor, "tcp:80:interface="), /interface is ""/);
  assert.throws(() => clientFromString(reactor, "tcp:db"), /tcp needs a port/);
});

test("what is inside of a description is made as it would be alone, and a wrong type is shown where it is", () => {
  const reactor = reactorOn(new MemoryNetwork().host("a"));
  const inner = restOfDescription(parseDescription("over:tcp:80"), 0);
  assert.equal(String(serverFromDescription(reactor, inner)), "tcp port 80");
  const wrong = restOfDescription(parseDescription("over:tpc:80"), 0);
  assert.throws(() => clientFromDescription(reactor, wrong), {
    position: 5,
    message: /no client type "tpc"/,
  });
});
