import assert from "node:assert/strict";
import { test } from "node:test";
import { Deferred } from "../deferred/index.ts";
import { capturedLogs } from "../logger/index.ts";
import type { IMulticastTransport } from "../net/index.ts";
import { type DatagramSink, type DatagramSocket, PlatformError } from "../platform/index.ts";
import { boom, errorsOf, FakePlatform } from "./fake-platform.test-fixture.ts";
import { Reactor } from "./reactor.ts";

/** A reactor whose one UDP socket a test drives. */
function world() {
  const fake = new FakePlatform();
  const calls: string[] = [];
  const events: string[] = [];
  let sink!: DatagramSink;
  const binding = new Deferred<DatagramSocket>();
  const note =
    (name: string) =>
    (...args: unknown[]): void =>
      void calls.push([name, ...args.map(String)].join(" "));
  const socket: DatagramSocket = {
    address: { host: "10.0.0.1", port: 53 },
    canReach: (host) => {
      calls.push(`reach ${host}`);
      return host !== "name";
    },
    send: (data, { host }) => note("send")(data.length, host),
    connect: ({ host }) => note("connect")(host),
    joinGroup: note("join"),
    leaveGroup: note("leave"),
    setTTL: note("ttl"),
    setLoopback: note("loopback"),
    setOutgoingInterface: note("interface"),
    setBroadcast: note("broadcast"),
    close: () => {
      calls.push("close");
      const closed = new Deferred<void>();
      fake.platform.soon(() => closed.callback(undefined));
      return closed;
    },
  };
  const platform = {
    ...fake.platform,
    udp: {
      bind: (_at: unknown, _options: unknown, told: DatagramSink) => {
        sink = told;
        return binding;
      },
    },
  };
  const reactor = new Reactor(platform);
  let port!: IMulticastTransport;
  const on: Record<string, () => void> = {};
  const happened = (event: string): void => {
    events.push(event);
    on[event]?.();
  };
  const listening = reactor.listenUDP(53, {
    makeConnection: (transport) => {
      port = transport;
      happened("start");
    },
    doStop: () => happened("stop"),
    datagramReceived: (data, from) => happened(`${data.length} of ${from}`),
    connectionRefused: () => happened("refused"),
  });
  const open = (): IMulticastTransport => {
    binding.callback(socket);
    return port;
  };
  return { fake, reactor, listening, binding, open, calls, events, on, sink: () => sink };
}

test("an address is checked once, and not again for the next datagrams to it", () => {
  const { open, calls } = world();
  const port = open();
  for (const host of ["10.0.0.2", "10.0.0.2", "10.0.0.3"])
    port.write(Uint8Array.of(1), { host, port: 9 });
  assert.deepEqual(calls, [
    "reach 10.0.0.2",
    "send 1 10.0.0.2",
    "send 1 10.0.0.2",
    "reach 10.0.0.3",
    "send 1 10.0.0.3",
  ]);
});

test("X21: what a protocol throws is logged with its address, once, and nothing is closed", () => {
  const { open, calls, on, sink } = world();
  on["1 of 10.0.0.2:9"] = boom;
  open();
  const logged = capturedLogs(() => {
    sink().datagram(Uint8Array.of(1), "10.0.0.2", 9);
    sink().datagram(Uint8Array.of(1, 2), "10.0.0.2", 9);
  });
  assert.equal(errorsOf(logged).length, 1);
  assert.equal(logged[0]!.address, "10.0.0.1:53");
  assert.deepEqual(calls, []);
});

test("X21: a refusal is told to who is connected; what else could not be sent is logged", () => {
  const { open, events, sink } = world();
  const port = open();
  const refusal = new PlatformError("ECONNREFUSED", "refused");
  sink().failed(refusal);
  assert.deepEqual(events, ["start"]);
  port.connect("10.0.0.2", 9);
  sink().failed(refusal);
  assert.deepEqual(events, ["start", "refused"]);
  const logged = capturedLogs(() => sink().failed(new PlatformError("ENETUNREACH", "no way")));
  assert.equal(logged[0]!.code, "ENETUNREACH");
});

test("R12: when the reactor stops its ports are closed, and their protocols told once", () => {
  const { fake, reactor, open, events, calls } = world();
  open();
  reactor.run();
  reactor.stop();
  fake.pass(1);
  assert.deepEqual(calls, ["close"]);
  assert.deepEqual(events, ["start", "stop"]);
});

test("R12: a port that comes to be when the reactor has stopped is closed, and no protocol told", () => {
  const { fake, reactor, listening, open, events, calls } = world();
  let failure = "";
  listening.addErrback((reason) => {
    failure = reason.value.message;
  });
  reactor.run();
  reactor.stop();
  fake.pass(1);
  open();
  assert.deepEqual([calls, events], [["close"], []]);
  assert.equal(failure, "cannot listen on 0.0.0.0:53: the reactor stops");
});

test("options of groups go to the socket, and are remembered", async () => {
  const { open, calls } = world();
  const port = open();
  port.setTTL(3);
  port.setOutgoingInterface("10.0.0.1");
  await port.joinGroup("224.0.0.1", "10.0.0.1");
  assert.deepEqual(calls, ["ttl 3", "interface 10.0.0.1", "join 224.0.0.1 10.0.0.1"]);
  assert.deepEqual([port.getTTL(), port.getOutgoingInterface()], [3, "10.0.0.1"]);
});
