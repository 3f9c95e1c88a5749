import assert from "node:assert/strict";
import { test } from "node:test";
import { capturedLogs } from "../logger/index.ts";
import { IReactorFromThreads } from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { boom, errorsOf, world } from "./fake-platform.test-fixture.ts";
import { reactorOn } from "./reactor.ts";

test("R3: callFromThread never calls at once; in order, with arguments, before delayed calls", () => {
  const { fake, reactor, calls, note } = world();
  assert.ok(IReactorFromThreads.providedBy(reactor));
  reactor.callLater(0, note("delayed"));
  reactor.callFromThread((...names: string[]) => calls.push(...names), "a", "b");
  reactor.callFromThread(note("c"));
  assert.deepEqual(calls, []);
  fake.pass();
  assert.deepEqual(calls, ["a", "b", "c", "delayed"]);
});

test("R3: only what was handed over when the turn began; what that hands over waits for the next", () => {
  const { fake, reactor, calls } = world();
  let turns = 0;
  const again = (): void => {
    calls.push("again");
    if (++turns < 3) reactor.callFromThread(again);
  };
  reactor.callFromThread(again);
  reactor.callFromThread(() => calls.push("other"));
  fake.settle();
  assert.deepEqual(calls, ["again", "other"]);
  fake.pass();
  fake.pass();
  assert.deepEqual(calls, ["again", "other", "again", "again"]);
});

test("R3: a call that hands itself over for ever keeps no delayed call from being made", () => {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  let delayed = false;
  let turns = 0;
  const again = (): void => {
    if (++turns < 1000 && !delayed) reactor.callFromThread(again);
  };
  reactor.callFromThread(again);
  reactor.callLater(0, () => {
    delayed = true;
  });
  network.advance(1);
  assert.ok(delayed && turns < 10, String(turns));
});

test("R5: what a call throws, or rejects with, is logged, and the others are made", async () => {
  const { fake, reactor, calls, note } = world();
  const logged = await capturedLogs(async () => {
    reactor.callFromThread(boom);
    reactor.callFromThread(async () => boom());
    reactor.callFromThread(note("still"));
    fake.pass();
    await Promise.resolve();
  });
  assert.deepEqual(calls, ["still"]);
  assert.equal(errorsOf(logged).length, 2);
});

test("a reactor that has stopped makes no more of them", () => {
  const { fake, reactor, calls, note } = world();
  reactor.run();
  reactor.callFromThread(() => reactor.crash());
  reactor.callFromThread(note("not any more"));
  fake.pass();
  reactor.callFromThread(note("nor this"));
  fake.pass();
  assert.deepEqual(calls, []);
});
