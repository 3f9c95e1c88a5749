import assert from "node:assert/strict";
import { test } from "node:test";
import { Decisions } from "./decisions.ts";
import { NO_LANE, WorldEvent } from "./events.ts";
import { Links, pairs } from "./links.ts";
import { RandomStreams } from "./random.ts";

class Arrival extends WorldEvent {
  override readonly happen: () => void;
  constructor(happen: () => void) {
    super(NO_LANE);
    this.happen = happen;
  }
}

function makeLinks() {
  const random = new RandomStreams(1);
  const delivered: string[] = [];
  const links = new Links(
    { draw: (label) => random.draw(label), decisions: new Decisions(random) },
    { loss: 0.1 },
    (arrival) => arrival.happen(),
  );
  return { links, delivered };
}

test("each way is its own, and as usual on the network where it was not set", () => {
  const { links } = makeLinks();
  links.set("a", "b", { latency: 2 });
  assert.equal(links.way("a", "b"), links.way("a", "b"));
  const { latency, loss } = links.way("a", "b").conditions;
  assert.deepEqual([latency, loss], [2, 0.1]);
  assert.equal(links.way("b", "a").conditions.latency, 0.001);
});

test("what waited in a clogged way arrives in order when it is released, or mended", () => {
  const { links, delivered } = makeLinks();
  let undo = (): void => {};
  for (const open of [() => links.unclog("a", "b"), () => links.mend(), () => undo()]) {
    undo = links.clog("a", "b");
    for (const name of ["one", "two"])
      links.way("a", "b").hold(new Arrival(() => delivered.push(name)));
    assert.deepEqual(delivered, []);
    open();
    assert.deepEqual(delivered.splice(0), ["one", "two"]);
    assert.equal(links.way("a", "b").isClogged, false);
  }
});

test("mend: of two hosts, of one, or all", () => {
  const { links } = makeLinks();
  const names = ["a", "b", "c"];
  const cut = (): string =>
    [...pairs(names, names)]
      .filter(([a, b]) => links.way(a, b).isCut)
      .map((ends) => ends.join(">"))
      .join(" ");
  for (const [a, b] of pairs(names, names)) links.way(a, b).cut();
  links.mend("b", "a");
  assert.equal(cut(), "a>c b>c c>a c>b");
  links.mend("c");
  assert.equal(cut(), "");
  links.way("a", "b").cut();
  links.mend();
  assert.equal(cut(), "");
});

test("pairs: each of the ones with each of the others, never one with itself", () => {
  assert.deepEqual(
    [...pairs("a", ["a", "b", "c"])],
    [
      ["a", "b"],
      ["a", "c"],
    ],
  );
});
