import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import type { Platform, Socket } from "../port.ts";
import { MemoryNetwork, type NetworkEvent, type NetworkOptions } from "./network.ts";
import { outcome, Sink } from "./sink.test-fixture.ts";

type TCPPlatform = Platform & Required<Pick<Platform, "tcp">>;
const NEVER = Number.POSITIVE_INFINITY;
const PORT = { host: "server", port: 80 };

interface Connected {
  readonly network: MemoryNetwork;
  readonly client: Sink;
  readonly server: Sink;
}

function serve(platform: TCPPlatform, accepted: Sink[] = []): Sink[] {
  platform.tcp.listen(PORT, { backlog: 5 }, (socket) => accepted.push(new Sink(socket)));
  return accepted;
}

function connected(options: NetworkOptions = {}): Connected {
  const network = new MemoryNetwork(options);
  const accepted = serve(network.host("server"));
  const attempt = outcome(network.host("client").tcp.connect(PORT, {}));
  network.advance(10);
  const client = new Sink(attempt.now as Socket);
  return { network, client, server: accepted[0]! };
}

function assertNothingLeft(network: MemoryNetwork, ...hosts: string[]): void {
  for (const host of hosts) assert.equal(network.connections(host), 0, `connections of ${host}`);
  assert.equal(network.nextAt(), NEVER);
}

// What may be done to a connection and its network, as a plan that fast-check draws and shrinks.

type Step =
  | { readonly does: "write"; readonly by: "client" | "server"; readonly size: number }
  | { readonly does: "pause"; readonly by: "client" | "server" }
  | { readonly does: "resume"; readonly by: "client" | "server" }
  | { readonly does: "partition" }
  | { readonly does: "heal" }
  | { readonly does: "link"; readonly latency: number; readonly jitter: number }
  | { readonly does: "wait"; readonly seconds: number };

const by = fc.constantFrom("client" as const, "server" as const);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ does: fc.constant("write" as const), by, size: fc.integer({ min: 1, max: 5000 }) }),
  fc.record({ does: fc.constantFrom("pause" as const, "resume" as const), by }),
  fc.record({ does: fc.constantFrom("partition" as const, "heal" as const) }),
  fc.record({
    does: fc.constant("link" as const),
    latency: fc.double({ min: 0, max: 2, noNaN: true }),
    jitter: fc.double({ min: 0, max: 2, noNaN: true }),
  }),
  fc.record({
    does: fc.constant("wait" as const),
    seconds: fc.double({ min: 0, max: 30, noNaN: true }),
  }),
);
const steps = fc.array(step, { maxLength: 30 });

/** Numbered bytes, so that a loss, a change of order or a copy shows. */
function bytesFrom(first: number, size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, i) => (first + i) % 251);
}

/** Do as planned; gives how many bytes each side has written. */
function carryOut(plan: readonly Step[], { network, client, server }: Connected) {
  const written = { client: 0, server: 0 };
  const sockets = { client: client.socket!, server: server.socket! };
  for (const action of plan) {
    if (action.does === "write") {
      sockets[action.by].write(bytesFrom(written[action.by], action.size));
      written[action.by] += action.size;
    } else if (action.does === "pause") sockets[action.by].pauseReading();
    else if (action.does === "resume") sockets[action.by].resumeReading();
    else if (action.does === "partition") network.partition("client", "server");
    else if (action.does === "heal") network.heal("client", "server");
    else if (action.does === "link") network.link("client", "server", action);
    else network.advance(action.seconds);
  }
  return written;
}

test("TCP: under any latency, jitter and partition, all bytes arrive once, in order, when healed", () => {
  fc.assert(
    fc.property(steps, fc.integer(), (plan, seed) => {
      const world = connected({ seed, latency: 0.05, jitter: 0.1 });
      const { network, client, server } = world;
      const written = carryOut(plan, world);
      network.heal();
      for (const { socket } of [client, server]) socket!.resumeReading();
      network.advance(300);
      assert.deepEqual(Uint8Array.from(server.received), bytesFrom(0, written.client));
      assert.deepEqual(Uint8Array.from(client.received), bytesFrom(0, written.server));
      for (const { socket } of [client, server]) socket!.close();
      network.advance(300);
      assert.deepEqual([client.ends, server.ends], [1, 1]);
      assertNothingLeft(network, "client", "server");
    }),
    { numRuns: 60 },
  );
});

test("TCP: … or, left cut, it ends with an error on each side that has something to say, and nothing is left", () => {
  fc.assert(
    fc.property(steps, (plan) => {
      const world = connected({ jitter: 0.01 });
      const { network, client, server } = world;
      const written = carryOut(plan, world);
      network.partition("client", "server");
      for (const { socket } of [client, server]) {
        socket!.resumeReading();
        socket!.write(Uint8Array.of(0));
      }
      network.advance(3600);
      for (const [sink, sent] of [
        [server, written.client],
        [client, written.server],
      ] as const) {
        assert.equal(sink.events.at(-1), "closed ETIMEDOUT");
        assert.equal(sink.ends, 1);
        assert.deepEqual(
          Uint8Array.from(sink.received),
          bytesFrom(0, Math.min(sink.received.length, sent)),
        );
      }
      assertNothingLeft(network, "client", "server");
    }),
    { numRuns: 40 },
  );
});

/** The hash of all that was seen of a plan's run. */
function runHash(plan: readonly Step[], options: NetworkOptions): string {
  const network = new MemoryNetwork(options);
  const hash = createHash("sha256");
  network.observe(({ packet, ...event }) => {
    const { data, ...rest } = packet ?? { data: "" };
    hash.update(`${JSON.stringify([event, rest])}${data.toString()}`);
  });
  const accepted = serve(network.host("server"));
  const attempt = outcome(network.host("client").tcp.connect(PORT, {}));
  network.advance(10);
  carryOut(plan, { network, client: new Sink(attempt.now as Socket), server: accepted[0]! });
  network.advance(60);
  return hash.digest("hex");
}

test("the same seed is the same run, to the bit", () => {
  fc.assert(
    fc.property(steps, fc.integer(), (plan, seed) => {
      const options = { seed, jitter: 0.5 };
      assert.equal(runHash(plan, options), runHash(plan, options));
    }),
    { numRuns: 30 },
  );
});

test("another seed is another run where there is jitter, and the same where chance decides nothing", () => {
  const plan: Step[] = [{ does: "write", by: "client", size: 5000 }];
  assert.notEqual(runHash(plan, { seed: 1, jitter: 0.1 }), runHash(plan, { seed: 2, jitter: 0.1 }));
  assert.equal(runHash(plan, { seed: 1 }), runHash(plan, { seed: 2 }));
});

test("latency and jitter are what a packet takes, and a link keeps its order", () => {
  const network = new MemoryNetwork({ latency: 0.1, jitter: 0.2 });
  serve(network.host("server"));
  const sent: number[] = [];
  const took: number[] = [];
  const arrived: number[] = [];
  network.observe((event) => {
    if (event.from !== "client" || event.packet?.data.length !== 1) return;
    if (event.kind === "sent") sent.push(event.at);
    if (event.kind === "arrived") {
      took.push(event.at - sent[took.length]!);
      arrived.push(event.packet.data[0]!);
    }
  });
  const attempt = outcome(network.host("client").tcp.connect(PORT, {}));
  network.advance(5);
  for (let i = 0; i < 50; i++) {
    (attempt.now as Socket).write(Uint8Array.of(i));
    network.advance(1);
  }
  assert.ok(took.length >= 50);
  assert.ok(took.every((seconds) => seconds >= 0.1 - 1e-9 && seconds <= 0.3 + 1e-9));
  assert.ok(Math.max(...took) - Math.min(...took) > 0.05);
  assert.deepEqual(
    [...arrived].sort((a, b) => a - b),
    arrived,
  );
});

test("a partition is lossy both ways, and what is under way when it begins is lost, though it heals at once", () => {
  const network = new MemoryNetwork({ latency: 0.9 });
  const seen: string[] = [];
  network.observe(({ kind, from, text }) => seen.push(`${kind} ${text ?? from}`));
  serve(network.host("server"));
  network.host("client").tcp.connect(PORT, {});
  network.advance(0.5);
  network.partition("client", "server");
  network.heal("client", "server");
  network.advance(0.6);
  assert.deepEqual(seen.slice(0, 5), [
    "sent client",
    "fault partition",
    "fault heal",
    "lost client",
    "sent client",
  ]);
});

test("heal undoes one partition, all of one host, or all", () => {
  const network = new MemoryNetwork();
  const names = ["a", "b", "c"];
  const platforms = new Map(names.map((name) => [name, network.host(name)]));
  const reaches = (from: string, to: string): boolean => {
    const attempt = platforms.get(from)!.tcp.connect({ host: to, port: 1 }, {});
    const seen = outcome(attempt);
    network.advance(0.5);
    attempt.cancel();
    return seen.now === "failed ECONNREFUSED";
  };
  const cutAll = (): void => {
    for (const [a, b] of ["ab", "bc", "ac"]) network.partition(a!, b!);
  };
  cutAll();
  assert.deepEqual([reaches("a", "b"), reaches("b", "c")], [false, false]);
  network.heal("b", "a");
  assert.deepEqual([reaches("a", "b"), reaches("b", "c")], [true, false]);
  cutAll();
  network.heal("c");
  assert.deepEqual([reaches("a", "b"), reaches("b", "c"), reaches("c", "a")], [false, true, true]);
  network.heal();
  assert.ok(reaches("a", "b"));
});

test("a SYN into a partition is repeated, and connects after the partition has healed", () => {
  const network = new MemoryNetwork();
  const accepted = serve(network.host("server"));
  const client = network.host("client");
  network.partition("client", "server");
  const attempt = outcome(client.tcp.connect(PORT, {}));
  network.advance(20);
  assert.equal(attempt.now, "waiting");
  network.heal();
  network.advance(20);
  assert.equal(typeof attempt.now, "object");
  assert.equal(accepted.length, 1);
});

test("… or is given up as ETIMEDOUT after about two minutes, and nothing is left", () => {
  const network = new MemoryNetwork();
  serve(network.host("server"));
  const client = network.host("client");
  network.partition("client", "server");
  const attempt = outcome(client.tcp.connect(PORT, {}));
  network.advance(126);
  assert.equal(attempt.now, "waiting");
  network.advance(2);
  assert.equal(attempt.now, "failed ETIMEDOUT");
  assertNothingLeft(network, "client", "server");
});

test("an end in order stays one when the last acknowledgement is lost", () => {
  const { network, client, server } = connected({ latency: 0.05 });
  client.socket!.shutdown();
  network.advance(1);
  server.socket!.shutdown();
  network.advance(0.07);
  network.partition("client", "server");
  network.heal();
  network.advance(10);
  assert.deepEqual(client.events, ["ended", "closed"]);
  assert.deepEqual(server.events, ["ended", "closed"]);
  assertNothingLeft(network, "client", "server");
});

test("crash: the peer hears nothing until it sends, and then, restarted, it is reset", () => {
  const { network, client, server } = connected();
  network.crash("server");
  network.advance(3600);
  assert.deepEqual([client.events, server.events], [[], []]);
  assert.equal(network.connections("client"), 1, "half-open");
  network.restart("server");
  network.advance(3600);
  assert.deepEqual(client.events, []);
  client.socket!.write(Uint8Array.of(1));
  network.advance(1);
  assert.deepEqual([client.events, server.events], [["closed ECONNRESET"], []]);
  assertNothingLeft(network, "client", "server");
});

test("crash: nobody restarts it: what is sent ends in ETIMEDOUT", () => {
  const { network, client } = connected();
  network.crash("server");
  client.socket!.write(Uint8Array.of(1));
  network.advance(3600);
  assert.deepEqual(client.events, ["closed ETIMEDOUT"]);
  assertNothingLeft(network, "client", "server");
});

test("a client that crashed and comes again from the same port is not taken for the old one", () => {
  const network = new MemoryNetwork();
  const accepted = serve(network.host("server"));
  const options = { bindAddress: { host: "client", port: 5000 } };
  network.host("client").tcp.connect(PORT, options);
  network.advance(1);
  network.crash("client");
  const again = outcome(network.restart("client").tcp.connect(PORT, options));
  network.advance(5);
  assert.equal(typeof again.now, "object", String(again.now));
  assert.deepEqual(accepted[0]!.events, ["closed ECONNRESET"]);
  assert.equal(accepted.length, 2);
  assert.equal(network.connections("server"), 1);
});

test("refuse: attempts are reset, connections live on; and undone, it accepts again", () => {
  const { network, client, server } = connected();
  const platform = network.host("client");
  network.refuse("server");
  const refused = outcome(platform.tcp.connect(PORT, {}));
  client.socket!.write(Uint8Array.of(5));
  network.advance(1);
  assert.equal(refused.now, "failed ECONNREFUSED");
  assert.deepEqual(server.received, [5]);
  network.refuse("server", false);
  const accepted = outcome(platform.tcp.connect(PORT, {}));
  network.advance(1);
  assert.equal(typeof accepted.now, "object");
});

test("what names no host, or makes no sense, is said at once", () => {
  const network = new MemoryNetwork();
  network.host("a");
  for (const wrong of [
    () => network.partition("a", "b"),
    () => network.crash("b"),
    () => network.refuse("b"),
    () => network.connections("b"),
    () => network.restart("a"),
    () => network.host(""),
    () => network.host("localhost"),
    () => network.advance(-1),
  ])
    assert.throws(wrong, RangeError);
});

test("a host is the same however often it is asked for", () => {
  const network = new MemoryNetwork();
  serve(network.host("server"));
  const taken = outcome(network.host("server").tcp.listen(PORT, { backlog: 1 }, () => {}));
  assert.equal(taken.now, "failed EADDRINUSE");
});

test("what is sent says which port it left and which it is for, and what became of it", () => {
  const network = new MemoryNetwork();
  const events: NetworkEvent[] = [];
  network.observe((event) => void events.push(event));
  serve(network.host("server"));
  outcome(network.host("client").tcp.connect(PORT, {}));
  network.advance(1);
  const [sent] = events;
  assert.deepEqual(
    [sent?.kind, sent?.source?.host, sent?.destination],
    ["sent", "client", { host: "server", port: PORT.port }],
  );
  const ends = events.filter(({ kind, id }) => kind !== "sent" && id === sent?.id);
  assert.deepEqual(
    ends.map(({ kind }) => kind),
    ["arrived"],
  );
});

test("a host boots its program again after a crash", () => {
  const network = new MemoryNetwork();
  let boots = 0;
  network.boot("a", () => {
    boots += 1;
  });
  assert.throws(() => network.boot("a", () => {}), RangeError);
  network.crash("a");
  network.restart("a");
  assert.equal(boots, 2);
});

test("what was closed and can never be sent, since the peer never reads, is given up", () => {
  const { network, client, server } = connected();
  server.socket!.pauseReading();
  client.socket!.write(new Uint8Array(3_000_000));
  client.socket!.close();
  network.advance(100);
  assert.equal(network.connections("client"), 1);
  network.advance(300);
  assert.equal(network.connections("client"), 0);
});
