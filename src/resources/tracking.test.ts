import assert from "node:assert/strict";
import { test } from "node:test";
import type { ResourceType } from "./resource.ts";
import { inConsequenceOf, onTracking, ownedBy, tracking, trackResources } from "./tracking.ts";

const type: ResourceType<object> = {
  kind: "Deferred",
  describe: () => "a thing",
  isLive: () => true,
};

test("nobody tracks by default, and listeners hear when that changes", () => {
  const heard: boolean[] = [];
  onTracking(() => heard.push(tracking !== null));
  assert.equal(tracking, null);
  const tracked = trackResources();
  tracked.stop();
  tracked.stop();
  assert.equal(tracking, null);
  assert.deepEqual(heard, [true, false]);
});

test("each tracker sees what was made since it began, and the last one to stop ends it", () => {
  using outer = trackResources();
  tracking?.began({ n: 1 }, type);
  const inner = trackResources();
  tracking?.began({ n: 2 }, type);
  assert.equal(outer.live().length, 2);
  assert.equal(inner.live().length, 1);
  assert.equal(inner.leaks().length, 1);
  inner.stop();
  assert.notEqual(tracking, null);
  assert.equal(outer.beyond, 0);
});

test("stacks are kept where one of the trackers wants them", () => {
  using without = trackResources({ stacks: false });
  tracking?.began({}, type);
  {
    using _with = trackResources();
    tracking?.began({}, type);
  }
  tracking?.began({}, type);
  assert.deepEqual(
    without.live().map(({ place }) => place !== null),
    [false, true, false],
  );
});

test("a consequence is what its function gives, whether anybody tracks or not", () => {
  assert.equal(
    inConsequenceOf({}, () => 1),
    1,
  );
  using _tracked = trackResources();
  assert.equal(
    inConsequenceOf({}, () => 2),
    2,
  );
});

test("what is made outside of turns may be said to be of somebody", () => {
  const owner = { name: "memory", now: () => 0, alarm: () => () => {} };
  assert.equal(
    ownedBy(owner, () => 5),
    5,
  );
  using tracked = trackResources();
  const type = { kind: "connection", describe: () => "x", isLive: () => true } as const;
  ownedBy(owner, () => tracking?.began({}, type));
  tracking?.began({}, type);
  assert.throws(() =>
    ownedBy(owner, () => {
      throw new RangeError("x");
    }),
  );
  tracking?.began({}, type);
  assert.deepEqual(
    tracked.live().map(({ host }) => host),
    ["memory", null, null],
  );
});
