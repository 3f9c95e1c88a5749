import assert from "node:assert/strict";
import { test } from "node:test";
import type { Listener, Platform, Socket, SocketAddress } from "../port.ts";
import { isLoopback } from "./addresses.ts";
import { MemoryNetwork } from "./network.ts";
import { outcome, Sink } from "./sink.test-fixture.ts";

type TCPPlatform = Platform & Required<Pick<Platform, "tcp">>;
const BACKLOG = { backlog: 5 };

function listen(
  platform: TCPPlatform,
  host: string,
  port = 0,
  accepted: Socket<SocketAddress>[] = [],
) {
  return outcome(
    platform.tcp.listen({ host, port }, BACKLOG, (socket) => {
      new Sink(socket);
      accepted.push(socket);
    }),
  );
}
const addressOf = ({ now }: { now: Listener<SocketAddress> | string }): SocketAddress =>
  (now as Listener<SocketAddress>).address;

test("two that listen on one port: EADDRINUSE where their addresses overlap, else both", () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ["0.0.0.0", "0.0.0.0", true],
    ["0.0.0.0", "a", true],
    ["a", "0.0.0.0", true],
    ["127.0.0.1", "0.0.0.0", true],
    ["::", "127.0.0.1", true],
    ["a", "a", true],
    ["127.0.0.1", "localhost", true],
    ["a", "127.0.0.1", false],
    ["localhost", "a", false],
  ];
  for (const [first, second, overlap] of cases) {
    const platform = new MemoryNetwork().host("a");
    assert.equal(addressOf(listen(platform, first, 80)).port, 80);
    const { now } = listen(platform, second, 80);
    assert.equal(now === "failed EADDRINUSE", overlap, `${first} and ${second}`);
  }
});

test("an address of another host is EADDRNOTAVAIL, to listen on and to connect from", () => {
  const network = new MemoryNetwork();
  const platform = network.host("a");
  network.host("b");
  assert.equal(listen(platform, "b", 80).now, "failed EADDRNOTAVAIL");
  const bindAddress = { host: "b", port: 0 };
  const attempt = outcome(platform.tcp.connect({ host: "b", port: 1 }, { bindAddress }));
  assert.equal(attempt.now, "failed EADDRNOTAVAIL");
});

test("a closed port is free again, and closing twice is fine", () => {
  const platform = new MemoryNetwork().host("a");
  const listener = listen(platform, "a", 80).now as Listener;
  assert.equal(outcome(listener.close()).now, undefined);
  assert.equal(addressOf(listen(platform, "a", 80)).port, 80);
  listener.close();
  assert.equal(listen(platform, "a", 80).now, "failed EADDRINUSE");
});

test("port 0 is a port that is free, though others have taken some by number", () => {
  const platform = new MemoryNetwork().host("a");
  const first = addressOf(listen(platform, "a")).port;
  listen(platform, "a", first + 1);
  const next = addressOf(listen(platform, "a")).port;
  assert.ok(next > first + 1, `${next}`);
});

test("the same two addresses make one connection at a time: EADDRINUSE", () => {
  const network = new MemoryNetwork();
  const [a, b] = [network.host("a"), network.host("b")];
  listen(b, "b", 80);
  const options = { bindAddress: { host: "a", port: 5000 } };
  a.tcp.connect({ host: "b", port: 80 }, options);
  const second = outcome(a.tcp.connect({ host: "b", port: 80 }, options));
  assert.equal(second.now, "failed EADDRINUSE");
});

test("loopback: a host reaches itself, in no time, and nobody else", () => {
  const network = new MemoryNetwork({ latency: 5 });
  const [a, b] = [network.host("a"), network.host("b")];
  const accepted: Socket<SocketAddress>[] = [];
  listen(a, "127.0.0.1", 80, accepted);
  const local = outcome(a.tcp.connect({ host: "localhost", port: 80 }, {}));
  network.advance(0);
  const socket = local.now as Socket<SocketAddress>;
  assert.equal(socket.local.host, "127.0.0.1");
  assert.deepEqual(socket.peer, { host: "127.0.0.1", port: 80 });
  assert.deepEqual([accepted[0]!.local, accepted[0]!.peer], [socket.peer, socket.local]);
  const own = outcome(a.tcp.connect({ host: "a", port: 80 }, {}));
  const remote = outcome(b.tcp.connect({ host: "a", port: 80 }, {}));
  network.advance(20);
  assert.deepEqual([own.now, remote.now], ["failed ECONNREFUSED", "failed ECONNREFUSED"]);
  assert.ok(["127.0.0.1", "localhost", "::1"].every(isLoopback) && !isLoopback("a"));
});

test("a name that is no host is ENOTFOUND", () => {
  const attempt = outcome(new MemoryNetwork().host("a").tcp.connect({ host: "x", port: 1 }, {}));
  assert.equal(attempt.now, "failed ENOTFOUND");
});

test("a port that is closed while somebody connects refuses them", () => {
  const network = new MemoryNetwork({ latency: 1 });
  const [a, b] = [network.host("a"), network.host("b")];
  const accepted: Socket<SocketAddress>[] = [];
  const listener = listen(b, "b", 80, accepted).now as Listener;
  const attempt = outcome(a.tcp.connect({ host: "b", port: 80 }, {}));
  network.advance(2.5);
  const sink = new Sink(attempt.now as Socket);
  listener.close();
  network.advance(10);
  assert.deepEqual([accepted.length, sink.events], [0, ["closed ECONNRESET"]]);
  assert.deepEqual([network.connections("a"), network.connections("b")], [0, 0]);
});

test("cancelling connect leaves nothing on either side", () => {
  const network = new MemoryNetwork();
  const [a, b] = [network.host("a"), network.host("b")];
  listen(b, "b", 80);
  const attempt = a.tcp.connect({ host: "b", port: 80 }, {});
  const seen = outcome(attempt);
  attempt.cancel();
  assert.equal(seen.now, "failed CancelledError");
  network.advance(1);
  assert.deepEqual([network.connections("a"), network.connections("b")], [0, 0]);
  assert.equal(network.nextAt(), Number.POSITIVE_INFINITY);
});

test("what a program of an earlier life set up does not run, and what it asks is never answered", () => {
  const network = new MemoryNetwork();
  const old = network.host("a");
  const log: string[] = [];
  old.alarm(5, () => log.push("alarm"));
  old.soon(() => log.push("soon"));
  network.crash("a");
  network.advance(1);
  const fresh = network.restart("a");
  fresh.alarm(5, () => log.push("fresh"));
  assert.equal(listen(old, "a", 80).now, "waiting");
  assert.equal(outcome(old.tcp.connect({ host: "a", port: 80 }, {})).now, "waiting");
  network.advance(10);
  assert.deepEqual(log, ["fresh"]);
  assert.equal(addressOf(listen(fresh, "a", 80)).port, 80);
});

test("time and chance are the network's", () => {
  const network = new MemoryNetwork({ epoch: 1000 });
  const [a, b] = [network.host("a"), network.host("b")];
  network.advance(2.5);
  assert.deepEqual([a.now(), b.now(), a.wallClock(), a.name], [2.5, 2.5, 1002.5, "memory"]);
  const draws = [a.random(), a.random(), b.random()];
  assert.equal(new Set(draws).size, 3);
  const again = new MemoryNetwork().host("a");
  assert.deepEqual([again.random(), again.random()], draws.slice(0, 2));
});
