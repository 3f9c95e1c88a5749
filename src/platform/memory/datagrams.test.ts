import assert from "node:assert/strict";
import { test } from "node:test";
import type { PlatformError } from "../errors.ts";
import type { DatagramSocket } from "../udp-port.ts";
import { isGroup } from "./datagrams.ts";
import { MemoryNetwork } from "./network.ts";
import { outcome } from "./sink.test-fixture.ts";

function bound(
  network: MemoryNetwork,
  name: string,
  port = 0,
  host = "0.0.0.0",
  came: () => void = () => {},
) {
  const received: string[] = [];
  const errors: string[] = [];
  const sink = {
    datagram: (data: Uint8Array, from: string) => {
      received.push(`${new TextDecoder().decode(data)} of ${from}`);
      came();
    },
    failed: (error: PlatformError) => void errors.push(error.code),
  };
  let socket!: DatagramSocket;
  network
    .host(name)
    .udp.bind({ host, port }, { share: true }, sink)
    .addCallback((made) => {
      socket = made;
    });
  return { socket, received, errors };
}
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test("groups are those of RFC 5771 and RFC 4291", () => {
  for (const host of ["224.0.0.1", "239.255.255.255", "ff02::1", "FF05::2"])
    assert.equal(isGroup(host), true, host);
  for (const host of ["223.0.0.1", "240.0.0.1", "fe80::1", "ffserver", "224.example"])
    assert.equal(isGroup(host), false, host);
});

test("a datagram takes the link's latency; with jitter one may overtake another, by the seed alone", () => {
  const run = (seed: number): string[] => {
    const network = new MemoryNetwork({ latency: 0.1, jitter: 1, seed });
    const [a, b] = [bound(network, "a"), bound(network, "b", 9)];
    for (let i = 0; i < 20; i++) a.socket.send(bytes(String(i)), { host: "b", port: 9 });
    network.advance(0.09);
    assert.deepEqual(b.received, []);
    network.advance(2);
    assert.equal(b.received.length, 20);
    return b.received;
  };
  assert.deepEqual(run(1), run(1));
  assert.notDeepEqual(run(1), run(2));
  assert.notDeepEqual(run(1), [...run(1)].sort());
});

test("a partition loses them, a crash closes the port, and neither is told", () => {
  const network = new MemoryNetwork();
  const [a, b] = [bound(network, "a"), bound(network, "b", 9)];
  a.socket.connect({ host: "b", port: 9 });
  network.partition("a", "b");
  a.socket.send(bytes("lost"), { host: "b", port: 9 });
  network.advance(1);
  network.heal();
  network.crash("b");
  a.socket.send(bytes("nobody"), { host: "b", port: 9 });
  network.advance(1);
  assert.deepEqual([a.errors, b.received], [[], []]);
  network.restart("b");
  a.socket.send(bytes("closed"), { host: "b", port: 9 });
  network.advance(1);
  assert.deepEqual(a.errors, ["ECONNREFUSED"]);
});

test("loopback stays on the host, and a port of loopback hears nothing else", () => {
  const network = new MemoryNetwork();
  const [a, b] = [bound(network, "a"), bound(network, "b", 9, "127.0.0.1")];
  const own = bound(network, "b");
  a.socket.send(bytes("from outside"), { host: "b", port: 9 });
  own.socket.send(bytes("inside"), { host: "localhost", port: 9 });
  network.advance(1);
  assert.deepEqual(b.received, ["inside of 127.0.0.1"]);
});

test("broadcast reaches every host that listens, where it is allowed", () => {
  const network = new MemoryNetwork();
  const [a, b, c] = ["a", "b", "c"].map((name) => bound(network, name, 9));
  const to = { host: "255.255.255.255", port: 9 };
  a!.socket.send(bytes("no"), to);
  network.advance(1);
  assert.deepEqual(a!.errors, ["EACCES"]);
  a!.socket.setBroadcast(true);
  a!.socket.send(bytes("hello"), to);
  network.advance(1);
  for (const { received } of [b!, c!]) assert.deepEqual(received, ["hello of a"]);
});

test("what travels can be seen", () => {
  const network = new MemoryNetwork();
  const seen: string[] = [];
  network.observe(({ kind, datagram }) => void seen.push(`${kind} ${datagram?.length}`));
  const a = bound(network, "a");
  bound(network, "b", 9);
  a.socket.send(bytes("four"), { host: "b", port: 9 });
  network.advance(1);
  assert.deepEqual(seen, ["sent 4", "arrived 4"]);
});

test("the same port of two addresses is two ports", () => {
  const network = new MemoryNetwork();
  const { udp } = network.host("a");
  const sink = { datagram: () => {}, failed: () => {} };
  const bind = (host: string) => outcome(udp.bind({ host, port: 53 }, { share: false }, sink)).now;
  assert.equal(typeof bind("127.0.0.1"), "object");
  assert.equal(typeof bind("a"), "object");
  assert.equal(bind("0.0.0.0"), "failed EADDRINUSE");
});

test("a program that is no more sends nothing", () => {
  for (const end of ["crash", "kill"] as const) {
    const network = new MemoryNetwork();
    const [a, b] = [bound(network, "a"), bound(network, "b", 9)];
    network[end]("a");
    a.socket.send(bytes("from the grave"), { host: "b", port: 9 });
    network.advance(1);
    assert.deepEqual(b.received, [], end);
  }
});

test("two on one host may echo for ever where its loopback takes some time", () => {
  const network = new MemoryNetwork({ loopback: 0.001 });
  let echoes = 0;
  const echo = (port: number, to: number): DatagramSocket => {
    const { socket } = bound(network, "a", port, "127.0.0.1", () => {
      echoes += 1;
      socket.send(bytes("x"), { host: "127.0.0.1", port: to });
    });
    return socket;
  };
  echo(1, 2);
  echo(2, 1).send(bytes("x"), { host: "127.0.0.1", port: 1 });
  network.advance(1.0005);
  assert.equal(echoes, 1000);
  for (const wrong of [-1, Number.NaN, Number.POSITIVE_INFINITY])
    assert.throws(() => new MemoryNetwork({ loopback: wrong }), RangeError);
});
