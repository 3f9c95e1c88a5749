import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { node } from "../platform/node/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { afterOthers, IReactorAdopting } from "./adopting-reactor.ts";

test("every reactor is one", () => {
  const reactor = reactorOn(new MemoryNetwork().host("a"));
  assert.deepEqual(
    [...IReactorAdopting.members.keys()].filter((name) => !(name in reactor)),
    [],
  );
});

test("what is called later is called in order, after what waits, and in no turn of somebody else's", () => {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  const seen: string[] = [];
  reactor.callLater(0, () => {
    for (const name of ["first", "second"]) afterOthers(reactor, () => seen.push(name));
    seen.push("returned");
  });
  network.advance(1);
  assert.deepEqual(seen, ["returned", "first", "second"]);
  assert.deepEqual(reactor.getDelayedCalls(), []);
});

test("two reactors that always have something for each other do not keep the host from its own", async () => {
  const [one, other] = [reactorOn(node()), reactorOn(node())];
  let goesOn = true;
  let calls = 0;
  const play = (): void => {
    calls += 1;
    if (goesOn) afterOthers(calls % 2 === 0 ? one : other, play);
  };
  play();
  // On some versions of Node the first turn of a test is a short one.
  for (let turns = 0; calls < 2 && turns < 1000; turns++) await wait(1);
  goesOn = false;
  assert.ok(calls > 1);
});
