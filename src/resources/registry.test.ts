import assert from "node:assert/strict";
import { test } from "node:test";
import { Registry } from "./registry.ts";
import type { ResourceOwner, ResourceType } from "./resource.ts";

interface Thing {
  live: boolean;
}
const type: ResourceType<Thing> = {
  kind: "delayed call",
  describe: () => "a thing",
  isLive: ({ live }) => live,
};

function begin(registry: Registry, as: ResourceType<Thing> = type): Thing {
  const thing = { live: true };
  registry.began(thing, as);
  return thing;
}

test("what lives is told, in the order in which it was made, from a number on", () => {
  const registry = new Registry();
  const first = begin(registry);
  const from = registry.next;
  const second = begin(registry);
  const third = begin(registry);
  second.live = false;
  assert.deepEqual(
    registry.live(0).map(({ thing }) => thing),
    [first, third],
  );
  assert.deepEqual(
    registry.live(from).map(({ thing }) => thing),
    [third],
  );
});

test("a thing is told of as a resource, with the line that made it", () => {
  const registry = new Registry();
  begin(registry);
  const [resource] = registry.live(0).map((entry) => entry.resource);
  assert.match(resource?.place ?? "", /resources\/registry\.test\.js:\d+:\d+$/);
  assert.match(resource?.frames[0] ?? "", /at begin /);
  const { kind, description, closing, secondsLeft, host } = resource!;
  assert.deepEqual(
    { kind, description, closing, secondsLeft, host },
    { kind: "delayed call", description: "a thing", closing: false, secondsLeft: null, host: null },
  );
});

test("what a crashed host had is gone, and an owner is that of the turn by default", () => {
  const registry = new Registry();
  let up = true;
  const owner: ResourceOwner = {
    name: "memory",
    now: () => 0,
    alarm: () => () => {},
    host: { name: "db", isUp: () => up },
  };
  begin(registry, { ...type, owner });
  registry.turnOf = owner;
  begin(registry);
  registry.turnOf = null;
  begin(registry);
  assert.deepEqual(
    registry.live(0).map(({ resource }) => resource.host),
    ["db", "db", null],
  );
  up = false;
  assert.equal(registry.live(0).length, 1);
});

test("what lives is ended, and what has ended is left alone", () => {
  const registry = new Registry();
  let ended = 0;
  const end = (thing: Thing): void => {
    ended += 1;
    thing.live = false;
  };
  begin(registry, { ...type, end });
  begin(registry);
  const resources = registry.live(0).map(({ resource }) => resource);
  for (let n = 0; n < 2; n++) for (const resource of resources) resource.end();
  assert.equal(ended, 1);
});

test("what is made inside of something else is in consequence of it", () => {
  const registry = new Registry();
  const cause = begin(registry);
  assert.equal(
    registry.inside(cause, (n: number) => n + 4, [3]),
    7,
  );
  assert.throws(() =>
    registry.inside(cause, () => {
      throw new Error("on purpose");
    }, []),
  );
  begin(registry);
  const [, second] = registry.live(0);
  assert.ok(second!.origin.own.length > 0);
});

test("what has ended is let go", () => {
  const registry = new Registry();
  const survivor = begin(registry);
  for (let n = 0; n < 5_000; n++) begin(registry).live = false;
  // So that it can be seen: a sweep asks everything, and a thing that was let go is asked no more.
  let asked = 0;
  const counting: ResourceType<Thing> = { ...type, isLive: () => ++asked < 0 };
  begin(registry, counting);
  for (let n = 0; n < 5_000; n++) begin(registry).live = false;
  const before = asked;
  registry.live(0);
  assert.equal(asked, before);
  assert.ok(survivor.live);
});

test("no more than a hundred thousand are kept, and the rest is counted", () => {
  const registry = new Registry();
  registry.stacks = false;
  for (let n = 0; n < 100_010; n++) begin(registry);
  assert.equal(registry.live(0).length, 100_000);
  assert.equal(registry.beyond, 10);
});
