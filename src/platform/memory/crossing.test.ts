import assert from "node:assert/strict";
import { test } from "node:test";
import { type Cargo, Crossing } from "./crossing.ts";
import { Decisions } from "./decisions.ts";
import type { Host } from "./host.ts";
import { USUAL_LINK } from "./link-options.ts";
import { control } from "./packet.ts";
import { RandomStreams } from "./random.ts";
import { Way } from "./way.ts";

const ENDS = { source: { host: "a", port: 1 }, destination: { host: "b", port: 2 } };
const host = (name: string): Host => ({ name, lane: 3 }) as Host;

function makeCrossing(more: Partial<Cargo>) {
  const random = new RandomStreams(1);
  const chance = { draw: () => 0, decisions: new Decisions(random) };
  const way = new Way(chance, ["a", "b"], USUAL_LINK);
  const arrived: Crossing[] = [];
  const cargo: Cargo = { id: 7, from: host("a"), to: host("b"), ...ENDS, ...more };
  return {
    way,
    arrived,
    crossing: new Crossing(cargo, { arrived: (one) => void arrived.push(one) }),
  };
}

test("it is as large as its bytes and headers, and belongs to the lane of its host", () => {
  const { crossing } = makeCrossing({ datagram: new Uint8Array(100) });
  assert.deepEqual([crossing.size, crossing.lane, crossing.begins], [128, 3, true]);
  const packet = { ...control("ACK"), data: new Uint8Array(100) };
  const segment = makeCrossing({ packet }).crossing;
  assert.deepEqual([segment.size, segment.begins], [140, false]);
  const travel = { at: 3, from: "a", to: "b", ...ENDS, id: 7 };
  assert.deepEqual(segment.shown(3, "sent"), { ...travel, kind: "sent", packet });
  assert.ok(makeCrossing({ packet: control("SYN") }).crossing.begins);
});

test("what is under way when its way is cut, or leaves while it is, is lost", () => {
  const { way, crossing } = makeCrossing({ packet: control("ACK") });
  crossing.leave(way);
  assert.equal(crossing.isLost, false);
  way.cut();
  assert.equal(crossing.isLost, true);
  const late = crossing.copy();
  late.leave(way);
  way.mend();
  assert.deepEqual([crossing.isLost, late.isLost], [true, true]);
});

test("in a clogged way it waits, and arrives when it happens again", () => {
  const { way, crossing, arrived } = makeCrossing({ packet: control("ACK") });
  crossing.leave(way);
  way.clog();
  crossing.happen();
  assert.deepEqual(arrived, []);
  way.unclog();
  assert.deepEqual(way.takeHeld(), [crossing]);
  crossing.happen();
  assert.deepEqual(arrived, [crossing]);
  assert.equal(crossing.isLost, false);
});

test("where there is no room to wait it is lost", () => {
  const { way, crossing, arrived } = makeCrossing({ packet: control("ACK") });
  crossing.leave(way);
  way.clog();
  while (way.hold(crossing));
  crossing.happen();
  assert.deepEqual([arrived.length, crossing.isLost], [1, true]);
});

test("damage is of one byte, and not of what was sent", () => {
  const datagram = new Uint8Array(10);
  let got: Uint8Array | undefined;
  const arrive = (data: Uint8Array): void => {
    got = data;
  };
  const { crossing } = makeCrossing({ datagram, arrive });
  crossing.damage(0.55);
  crossing.deliver();
  assert.deepEqual(
    [got, datagram],
    [Uint8Array.of(0, 0, 0, 0, 0, 32, 0, 0, 0, 0), new Uint8Array(10)],
  );
  makeCrossing({ datagram: new Uint8Array(0) }).crossing.damage(0.5);
});
