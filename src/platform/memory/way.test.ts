import assert from "node:assert/strict";
import { test } from "node:test";
import { type Decision, Decisions } from "./decisions.ts";
import { NO_LANE, WorldEvent } from "./events.ts";
import { conditionsOf, type LinkOptions, USUAL_LINK } from "./link-options.ts";
import { RandomStreams } from "./random.ts";
import { Way } from "./way.ts";

class Arrival extends WorldEvent {
  override happen(): void {}
}

interface MakeOptions {
  readonly seed?: number;
  readonly overruled?: Iterable<Decision>;
}

function makeWay(options: LinkOptions, { seed = 1, overruled = [] }: MakeOptions = {}) {
  const random = new RandomStreams(seed);
  const decisions = new Decisions(random, overruled);
  const chance = { draw: (label: string) => random.draw(label), decisions };
  return { way: new Way(chance, ["a", "b"], conditionsOf(USUAL_LINK, options)), decisions };
}

/** When each of `count` packets arrives that are sent a second apart, less when it was sent; -1: never. */
function took(way: Way, count: number, isTCP = true): number[] {
  return Array.from({ length: count }, (_, second) => {
    way.carry(second, 1000, isTCP);
    return way.arrivesAt < 0 ? -1 : way.arrivesAt - second;
  });
}
const share = <T>(values: readonly T[], holds: (value: T) => boolean): number =>
  values.filter(holds).length / values.length;
const near = (value: number, expected: number, by: number): void =>
  assert.ok(Math.abs(value - expected) < by, `${value} is not about ${expected}`);

test("loss is the share that is lost", () => {
  near(
    share(took(makeWay({ loss: 0.2 }).way, 5000), (at) => at < 0),
    0.2,
    0.02,
  );
});

test("in bursts, as many are lost in a row on average", () => {
  const lost = took(makeWay({ loss: 0.01, burst: 10 }).way, 50_000)
    .map((at) => (at < 0 ? "x" : "."))
    .join("");
  const runs = lost.match(/x+/g)!;
  near(runs.join("").length / runs.length, 10, 1);
});

test("of a datagram that is cut into fragments, each may be lost", () => {
  const { way } = makeWay({ loss: 0.1 });
  const lost = Array.from({ length: 2000 }, (_, second) => {
    way.carry(second, 1480 * 5 + 20, false);
    return way.arrivesAt < 0;
  });
  near(share(lost, Boolean), 1 - 0.9 ** 5, 0.03);
});

test("a latency is drawn, jitter is added, and TCP keeps its order", () => {
  const { way } = makeWay({ latency: { from: 5, to: 6 }, jitter: 3 });
  const seconds = took(way, 500, false);
  assert.ok(seconds.every((value) => value >= 5 && value <= 9));
  const arrivals = took(makeWay({ jitter: 3 }).way, 500).map((value, second) => value + second);
  assert.deepEqual(
    [...arrivals].sort((a, b) => a - b),
    arrivals,
  );
});

test("reorder: the share that takes two to five times as long; those behind overtake it", () => {
  const seconds = took(makeWay({ latency: 2, reorder: 0.3 }).way, 2000);
  near(
    share(seconds, (value) => value > 2),
    0.3,
    0.03,
  );
  assert.ok(seconds.every((value) => value === 2 || (value >= 4 && value <= 10)));
});

test("duplicate: the share that comes twice, the second time somewhat later", () => {
  const { way } = makeWay({ latency: 2, duplicate: 0.3 });
  const copies = Array.from({ length: 2000 }, (_, second) => {
    way.carry(second, 1000, true);
    return way.arrivesAgainAt < 0 ? -1 : way.arrivesAgainAt - way.arrivesAt;
  });
  near(
    share(copies, (value) => value >= 0),
    0.3,
    0.03,
  );
  assert.ok(copies.every((value) => value <= 2));
});

test("corrupt: a datagram arrives damaged, a segment not at all", () => {
  const { way } = makeWay({ corrupt: 0.3 });
  const damaged = Array.from({ length: 2000 }, (_, second) => {
    way.carry(second, 1000, false);
    assert.ok(way.arrivesAt >= 0);
    return way.damagedAt >= 0;
  });
  near(share(damaged, Boolean), 0.3, 0.03);
  near(
    share(took(makeWay({ corrupt: 0.3 }).way, 2000), (at) => at < 0),
    0.3,
    0.03,
  );
});

test("bandwidth: each packet takes its time, one after the other, and what the queue cannot hold is lost", () => {
  const { way } = makeWay({ latency: 1, bandwidth: 1000, queue: 3000 });
  const arrivals = Array.from({ length: 6 }, () => {
    way.carry(0, 1000, true);
    return way.arrivesAt;
  });
  assert.deepEqual(arrivals, [2, 3, 4, -1, -1, -1]);
  way.carry(2, 500, true);
  assert.equal(way.arrivesAt, 4.5);
});

test("a packet larger than the queue goes through where nothing waits", () => {
  const { way } = makeWay({ latency: 1, bandwidth: 1000, queue: 10 });
  assert.deepEqual(took(way, 2), [2, 2]);
});

test("a disturbance counts until it is undone, the last one first", () => {
  const { way } = makeWay({ latency: 1, loss: 0.5 });
  const first = way.disturb({ latency: 5 });
  const second = way.disturb({ latency: 7, mtu: 500 });
  assert.equal(way.conditions.latency, 7);
  way.set(conditionsOf(USUAL_LINK, { latency: 2 }));
  first();
  assert.deepEqual([way.conditions.latency, way.conditions.mtu], [7, 500]);
  second();
  second();
  assert.deepEqual(way.conditions, { ...USUAL_LINK, latency: 2 });
  assert.throws(() => way.disturb({ loss: 2 }), RangeError);
});

test("mend undoes cuts, clogs and disturbances, and not what was set", () => {
  const { way } = makeWay({ latency: 3 });
  way.disturb({ loss: 1 });
  way.cut();
  way.clog();
  assert.ok(way.hold(new Arrival(NO_LANE)));
  way.mend();
  assert.equal(way.takeHeld().length, 1);
  assert.deepEqual([way.isCut, way.cuts, way.isClogged], [false, 1, false]);
  assert.deepEqual([way.conditions.loss, way.conditions.latency], [0, 3]);
});

test("no more than 10,000 packets wait in a clogged way", () => {
  const { way } = makeWay({});
  for (let i = 0; i < 10_000; i++) assert.ok(way.hold(new Arrival(NO_LANE)));
  assert.equal(way.hold(new Arrival(NO_LANE)), false);
});

const ALL: LinkOptions = {
  latency: { mean: 1 },
  jitter: 1,
  loss: 0.2,
  duplicate: 0.2,
  reorder: 0.2,
  corrupt: 0.1,
  bandwidth: 1200,
};

/** What became of each of 300 packets. */
function fates(options: LinkOptions, more: MakeOptions = {}): string[] {
  const { way } = makeWay(options, more);
  return took(way, 300).map((seconds) => `${seconds} ${way.arrivesAgainAt}`);
}

test("the same seed is the same, another one is not", () => {
  assert.deepEqual(fates(ALL), fates(ALL));
  assert.notDeepEqual(fates(ALL), fates(ALL, { seed: 2 }));
});

test("decisions are named by kind and way, and one that is overruled moves no other draw", () => {
  const { way, decisions } = makeWay({ ...ALL, bandwidth: Number.POSITIVE_INFINITY });
  took(way, 300, false);
  assert.deepEqual(
    new Set(decisions.taken.map(({ label }) => label)),
    new Set(["loss a>b", "reorder a>b", "duplicate a>b", "corrupt a>b"]),
  );
  for (const overruled of [decisions.taken[0]!, decisions.taken[40]!]) {
    const other = makeWay(
      { ...ALL, bandwidth: Number.POSITIVE_INFINITY },
      { overruled: [overruled] },
    );
    took(other.way, 300, false);
    assert.deepEqual(
      other.decisions.taken,
      decisions.taken.filter((decision) => decision !== overruled),
    );
  }
});

test("a kind of chance that is added moves no draw of another kind", () => {
  const without = took(makeWay({ latency: { mean: 1 }, jitter: 1 }).way, 300, false);
  const withLoss = took(makeWay({ latency: { mean: 1 }, jitter: 1, loss: 0.3 }).way, 300, false);
  const both = withLoss.map((seconds, i) => [seconds, without[i]] as const);
  assert.ok(both.every(([seconds, usual]) => seconds === -1 || seconds === usual));
});

test("rechunk: -1 where segments are seen as they come, else a draw", () => {
  const { way } = makeWay({ rechunk: 0.3 });
  const how = Array.from({ length: 2000 }, () => way.rechunk());
  near(
    share(how, (value) => value >= 0),
    0.3,
    0.03,
  );
  assert.equal(makeWay({}).way.rechunk(), -1);
});

test("what a narrow way has queued leaves as fast as the way is when it is no longer narrow", () => {
  const { way } = makeWay({ latency: 1, bandwidth: 1000, queue: 10_000 });
  const widen = way.disturb({ bandwidth: 100 });
  for (let i = 0; i < 10; i++) way.carry(0, 1000, false);
  assert.equal(way.arrivesAt, 101);
  widen();
  way.carry(50, 1000, false);
  // 5,000 bytes were left, of which none is lost.
  assert.equal(way.arrivesAt, 50 + 5 + 1 + 1);
});

test("a disturbance says nothing of what it leaves undefined", () => {
  const { way } = makeWay({ latency: 1 });
  way.disturb({ latency: undefined, loss: 0 } as unknown as LinkOptions);
  assert.equal(way.conditions.latency, 1);
});
