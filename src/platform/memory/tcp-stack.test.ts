import assert from "node:assert/strict";
import { test } from "node:test";
import type { Listener, Socket, SocketAddress } from "../port.ts";
import type { MemoryPlatform } from "./host.ts";
import { MemoryNetwork } from "./network.ts";
import { outcome, Sink } from "./sink.test-fixture.ts";

const V4 = "10.0.0.2";
const V6 = "fd00::2";

function world() {
  const network = new MemoryNetwork();
  const db = network.host("db", { addresses: [V4, V6] });
  const app = network.host("app", { addresses: ["10.0.0.1", "fd00::1"] });
  return { network, db, app };
}

/** Everything that is accepted there. */
function listen(platform: MemoryPlatform, host: string, port = 80, backlog = 5) {
  const accepted: Socket<SocketAddress>[] = [];
  const failed: string[] = [];
  const seen = outcome(
    platform.tcp.listen(
      { host, port },
      { backlog },
      (socket) => {
        accepted.push(socket);
        new Sink(socket);
      },
      ({ code }) => void failed.push(code),
    ),
  );
  return { accepted, failed, seen };
}

function connect(network: MemoryNetwork, from: MemoryPlatform, host: string, bind?: string) {
  const seen = outcome(
    from.tcp.connect({ host, port: 80 }, bind ? { bindAddress: { host: bind, port: 0 } } : {}),
  );
  network.advance(1);
  const { now } = seen;
  if (typeof now === "string") return now;
  const { local, peer } = now as Socket<SocketAddress>;
  return `${local.host} to ${peer.host}`;
}

test("connections are between addresses of one family, and both ends agree", () => {
  const { network, db, app } = world();
  const { accepted } = listen(db, "::");
  assert.equal(connect(network, app, V4), `10.0.0.1 to ${V4}`);
  assert.equal(connect(network, app, V6), `fd00::1 to ${V6}`);
  assert.equal(connect(network, app, "db"), `10.0.0.1 to ${V4}`);
  assert.equal(connect(network, app, V6, "fd00::1"), `fd00::1 to ${V6}`);
  assert.deepEqual(
    accepted.map(({ local, peer }) => `${peer.host} to ${local.host}`),
    [`10.0.0.1 to ${V4}`, `fd00::1 to ${V6}`, `10.0.0.1 to ${V4}`, `fd00::1 to ${V6}`],
  );
});

test("who listens on one address is not reached by another; 0.0.0.0 is of IPv4", () => {
  const { network, db, app } = world();
  listen(db, V4);
  assert.equal(connect(network, app, V6), "failed ECONNREFUSED");
  assert.equal(connect(network, app, V4), `10.0.0.1 to ${V4}`);
  listen(app, "0.0.0.0");
  assert.equal(connect(network, db, "10.0.0.1"), `${V4} to 10.0.0.1`);
  assert.equal(connect(network, db, "fd00::1"), "failed ECONNREFUSED");
});

test("a host reaches itself by its addresses and by both of loopback", () => {
  const { network, db } = world();
  listen(db, "::");
  assert.equal(connect(network, db, V6), `${V6} to ${V6}`);
  assert.equal(connect(network, db, "::1"), "::1 to ::1");
  assert.equal(connect(network, db, "0.0.0.0"), "127.0.0.1 to 127.0.0.1");
  assert.equal(connect(network, db, "::"), "::1 to ::1");
});

test("without an address of the family there is no way: ENETUNREACH", () => {
  const { network, db } = world();
  listen(db, "::");
  const old = network.host("old", { addresses: ["10.0.0.9"] });
  assert.equal(connect(network, old, V6), "failed ENETUNREACH");
  assert.equal(connect(network, old, "db"), `10.0.0.9 to ${V4}`);
});

test("hosts with and without addresses reach each other", () => {
  const { network, db } = world();
  listen(db, "::");
  const plain = network.host("plain");
  listen(plain, "plain");
  assert.equal(connect(network, plain, V6), `plain to ${V6}`);
  assert.equal(connect(network, db, "plain"), `${V4} to plain`);
});

test("an address that is nobody's does not answer; a name is ENOTFOUND", () => {
  const { network, app } = world();
  assert.equal(connect(network, app, "10.9.9.9"), "waiting");
  network.advance(200);
  assert.deepEqual(network.netstat(), [], "ETIMEDOUT at the latest");
  assert.equal(connect(network, app, "nobody"), "failed ENOTFOUND");
});

test("to listen, an address must be the host's own", () => {
  const { network, app } = world();
  assert.equal(listen(app, V4).seen.now, "failed EADDRNOTAVAIL");
  assert.deepEqual((listen(app, "app").seen.now as Listener).address, {
    host: "10.0.0.1",
    port: 80,
  });
  assert.equal(listen(app, "10.0.0.1").seen.now, "failed EADDRINUSE");
  assert.equal(connect(network, app, "10.0.0.2", V4), "failed EADDRNOTAVAIL");
});

test("an address that moves takes its packets along; connections of the old host stall", () => {
  const { network, db, app } = world();
  const { accepted } = listen(db, "0.0.0.0");
  const attempt = outcome(app.tcp.connect({ host: V4, port: 80 }, {}));
  network.advance(1);
  const client = new Sink(attempt.now as Socket);
  assert.throws(() => network.address("app", [V4]), /address of db/);
  network.address("db", ["10.0.0.3"]);
  client.socket!.write(Uint8Array.of(1));
  network.advance(1);
  assert.deepEqual([accepted.length, client.events], [1, []]);
  network.address("app", ["10.0.0.1", V4]);
  listen(app, "0.0.0.0");
  assert.equal(connect(network, db, V4), `10.0.0.3 to ${V4}`);
});

test("a paused program accepts one more than its backlog; the rest is tried again, and comes in", () => {
  const { network, db, app } = world();
  const { accepted } = listen(db, V4, 80, 2);
  network.pause("db");
  const attempts = Array.from({ length: 6 }, () =>
    outcome(app.tcp.connect({ host: V4, port: 80 }, {})),
  );
  network.advance(0.5);
  const queued = network.netstat("db").find(({ state }) => state === "LISTEN")!.receiveQueue;
  assert.deepEqual([queued, accepted.length], [3, 0]);
  network.resume("db");
  network.advance(10);
  assert.equal(accepted.length, 6);
  assert.ok(attempts.every(({ now }) => typeof now !== "string"));
});

test("SYNs to a full queue get no answer at all", () => {
  const { network, db, app } = world();
  listen(db, V4, 80, 0);
  network.pause("db");
  assert.equal(connect(network, app, V4), `10.0.0.1 to ${V4}`);
  const before = network.netstat("db").length;
  assert.equal(connect(network, app, V4), "waiting");
  assert.equal(network.netstat("db").length, before, "the host knows nothing of it");
});

test("a peer that gives up while it waits to be accepted leaves its place", () => {
  const { network, db, app } = world();
  const { accepted } = listen(db, V4, 80, 0);
  network.pause("db");
  const attempt = outcome(app.tcp.connect({ host: V4, port: 80 }, {}));
  network.advance(1);
  (attempt.now as Socket).abort();
  network.advance(1);
  network.resume("db");
  network.advance(1);
  assert.equal(connect(network, app, V4), `10.0.0.1 to ${V4}`);
  assert.equal(accepted.length, 1);
});

test("EMFILE: to connect, to listen, to bind; what is accepted is closed, and the listener told", () => {
  const { network, db, app } = world();
  const { accepted, failed } = listen(db, V4);
  network.limit("db", { descriptors: 2 });
  assert.equal(connect(network, app, V4), `10.0.0.1 to ${V4}`);
  const second = outcome(
    app.tcp.connect({ host: V4, port: 80 }, {}).addCallback((it) => new Sink(it)),
  );
  network.advance(1);
  assert.deepEqual((second.now as Sink).events, ["closed ECONNRESET"]);
  assert.deepEqual([accepted.length, failed], [1, ["EMFILE"]]);
  assert.equal(connect(network, db, "10.0.0.1"), "failed EMFILE");
  assert.equal(listen(db, V4, 81).seen.now, "failed EMFILE");
  const unix = outcome(db.unix.listen({ path: "/x" }, { backlog: 1 }, () => {}));
  const udp = outcome(db.udp.bind({ host: V4, port: 1 }, { share: false }, {} as never));
  assert.deepEqual([unix.now, udp.now], ["failed EMFILE", "failed EMFILE"]);
  accepted[0]!.abort();
  const again = outcome(db.unix.listen({ path: "/x" }, { backlog: 1 }, () => {}));
  assert.equal(typeof again.now, "object", "what is closed is free, and no name was left behind");
});

test("ports run out: for one peer EADDRNOTAVAIL, while another has them still", () => {
  const { network, db, app } = world();
  listen(db, "0.0.0.0");
  const other = network.host("other", { addresses: ["10.0.0.3"] });
  listen(other, "0.0.0.0");
  network.limit("app", { ephemeralPorts: 3 });
  const from = Array.from({ length: 4 }, () => connect(network, app, V4));
  assert.deepEqual(from, [
    ...Array.from({ length: 3 }, () => `10.0.0.1 to ${V4}`),
    "failed EADDRNOTAVAIL",
  ]);
  assert.equal(connect(network, app, "10.0.0.3"), "10.0.0.1 to 10.0.0.3");
  assert.equal(listen(app, "10.0.0.1", 0).seen.now, "failed EADDRINUSE");
});
