/** TCP over links that lose, double, delay and cut: what both programs see is what was written. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Socket } from "../port.ts";
import type { LinkOptions } from "./link-options.ts";
import { MemoryNetwork, type NetworkOptions } from "./network.ts";
import { outcome, Sink } from "./sink.test-fixture.ts";

const NEVER = Number.POSITIVE_INFINITY;
const PORT = { host: "b", port: 80 };

function connected(options: NetworkOptions = {}) {
  const network = new MemoryNetwork(options);
  const accepted: Sink[] = [];
  network.host("b").tcp.listen(PORT, { backlog: 5 }, (socket) => accepted.push(new Sink(socket)));
  const attempt = outcome(network.host("a").tcp.connect(PORT, {}));
  network.advance(10);
  return { network, a: new Sink(attempt.now as Socket), b: accepted[0]! };
}

/** Numbered bytes, so that a loss, a change of order or a copy shows. */
function bytesFrom(first: number, size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, i) => (first + i) % 251);
}

const chance = (max: number) => fc.double({ min: 0, max, noNaN: true });
const linkOf = (loss: number): fc.Arbitrary<LinkOptions> =>
  fc.record({
    latency: fc.oneof(
      chance(0.3),
      fc.record({ mean: chance(0.3), tail: fc.constant("pareto" as const) }),
    ),
    jitter: chance(0.2),
    loss: chance(loss),
    duplicate: chance(0.5),
    reorder: chance(0.5),
    corrupt: chance(0.02),
    rechunk: chance(1),
    bandwidth: fc.constantFrom(NEVER, 20_000, 1_000_000),
    mtu: fc.constantFrom(1500, 576, 68),
  });

type Step =
  | { readonly does: "write"; readonly by: "a" | "b"; readonly size: number }
  | { readonly does: "cut" | "partition" | "clog" | "heal" }
  | { readonly does: "link"; readonly there: LinkOptions; readonly back: LinkOptions }
  | { readonly does: "wait"; readonly seconds: number };
const stepWith = (link: fc.Arbitrary<LinkOptions>): fc.Arbitrary<Step> =>
  fc.oneof(
    fc.record({
      does: fc.constant("write" as const),
      by: fc.constantFrom("a" as const, "b" as const),
      size: fc.integer({ min: 1, max: 20_000 }),
    }),
    fc.record({
      does: fc.constantFrom("cut" as const, "partition" as const, "clog" as const, "heal" as const),
    }),
    fc.record({ does: fc.constant("link" as const), there: link, back: link }),
    fc.record({ does: fc.constant("wait" as const), seconds: chance(20) }),
  );

function carryOut(plan: readonly Step[], world: ReturnType<typeof connected>) {
  const { network } = world;
  const written = { a: 0, b: 0 };
  for (const action of plan) {
    if (action.does === "write") {
      world[action.by].socket!.write(bytesFrom(written[action.by], action.size));
      written[action.by] += action.size;
    } else if (action.does === "cut") network.cut("a", "b");
    else if (action.does === "partition") network.partition("a", "b");
    else if (action.does === "clog") network.clog("a", "b");
    else if (action.does === "heal") network.heal();
    else if (action.does === "wait") network.advance(action.seconds);
    else if (action.does === "link") {
      network.linkOneWay("a", "b", action.there);
      network.linkOneWay("b", "a", action.back);
    }
  }
  return written;
}

/** Was all delivered? What was is right in any case, each side has one end, and nothing is left. */
function deliversAll(plan: readonly Step[], links: readonly LinkOptions[], seed: number): boolean {
  const world = connected({ seed });
  const { network, a, b } = world;
  network.linkOneWay("a", "b", links[0]!);
  network.linkOneWay("b", "a", links[1]!);
  const written = carryOut(plan, world);
  // The links stay as they are; only partitions heal.
  network.heal();
  const waits = (): boolean =>
    a.ends + b.ends === 0 && b.received.length + a.received.length < written.a + written.b;
  for (let hours = 0; hours < 20 && waits(); hours++) network.advance(3600);
  assert.deepEqual(Uint8Array.from(b.received), bytesFrom(0, b.received.length));
  assert.deepEqual(Uint8Array.from(a.received), bytesFrom(0, a.received.length));
  assert.ok(b.received.length <= written.a && a.received.length <= written.b);
  // Sixteen times in a row nothing got through, and back: TCP itself gives up.
  const gaveUp = [...a.events, ...b.events].includes("closed ETIMEDOUT");
  const isComplete = b.received.length === written.a && a.received.length === written.b;
  assert.ok(isComplete || gaveUp, `${b.received.length} of ${written.a} bytes`);
  for (const { socket } of [a, b]) socket!.close();
  network.advance(7200);
  assert.deepEqual([a.ends, b.ends], [1, 1]);
  assert.deepEqual([network.connections("a"), network.connections("b")], [0, 0]);
  assert.equal(network.nextAt(), NEVER);
  return isComplete;
}

const plans = (link: fc.Arbitrary<LinkOptions>) =>
  [fc.array(stepWith(link), { maxLength: 25 }), fc.tuple(link, link), fc.integer()] as const;

test("whatever links do to packets, both sides get what was written, in order, and one end, and nothing is left", () => {
  let complete = 0;
  const check = (...run: Parameters<typeof deliversAll>): void => {
    if (deliversAll(...run)) complete += 1;
  };
  fc.assert(fc.property(...plans(linkOf(0.59)), check), { numRuns: 60 });
  assert.ok(complete > 40, `${complete} of 60 got everything`);
});

test("… and everything, always, where no more than one packet in five is lost", () => {
  const check = (...run: Parameters<typeof deliversAll>): void => assert.ok(deliversAll(...run));
  fc.assert(fc.property(...plans(linkOf(0.2)), check), { numRuns: 60 });
});

/** Seconds that a megabyte takes. */
function secondsFor(link: LinkOptions): number {
  const { network, a, b } = connected({ seed: 3 });
  network.link("a", "b", link);
  const began = network.now();
  a.socket!.write(new Uint8Array(1_000_000));
  while (b.received.length < 1_000_000) {
    assert.ok(network.now() < 10_000, `only ${b.received.length} bytes of a megabyte have come`);
    network.advance(0.1);
  }
  return network.now() - began;
}

test("a narrow link is neither flooded nor left idle", () => {
  const seconds = secondsFor({ latency: 0.02, bandwidth: 100_000 });
  // Slow start overshoots; what was lost is found hole by hole, as NewReno does.
  assert.ok(seconds > 10 && seconds < 20, String(seconds));
});

test("… nor one with a short queue, which loses what is too much", () => {
  const seconds = secondsFor({ latency: 0.02, bandwidth: 100_000, queue: 20_000 });
  assert.ok(seconds > 10 && seconds < 20, String(seconds));
});

test("a link that loses one packet in a hundred slows TCP, and does not stop it", () => {
  const clean = secondsFor({ latency: 0.02 });
  const lossy = secondsFor({ latency: 0.02, loss: 0.01 });
  assert.ok(clean < 1, String(clean));
  assert.ok(lossy > clean && lossy < 30, String(lossy));
});

test("segments are as large as the link carries", () => {
  const { network, a } = connected();
  network.link("a", "b", { mtu: 576 });
  const sizes = new Set<number>();
  network.observe(({ packet }) => {
    if (packet !== undefined) sizes.add(packet.data.length);
  });
  a.socket!.write(new Uint8Array(5000));
  network.advance(1);
  assert.equal(Math.max(...sizes), 536);
});

test("rechunk: the receiver sees other pieces than were written, and the same bytes", () => {
  const { network, a, b } = connected();
  network.link("a", "b", { rechunk: 1 });
  const pieces: number[] = [];
  const data = b.data.bind(b);
  b.data = (bytes) => {
    pieces.push(bytes.length);
    data(bytes);
  };
  for (let i = 0; i < 50; i++) {
    a.socket!.write(bytesFrom(i * 100, 100));
    network.advance(0.003);
  }
  network.advance(1);
  assert.ok(pieces.some((size) => size < 100) && pieces.some((size) => size > 100), String(pieces));
  assert.deepEqual(Uint8Array.from(b.received), bytesFrom(0, 5000));
});
