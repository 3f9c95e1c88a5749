import assert from "node:assert/strict";
import { test } from "node:test";
import { Failure } from "../deferred/index.ts";
import { ConnectError, ConnectingCancelledError, TimeoutError } from "../net/index.ts";
import { factoryFrom, Protocol } from "../protocols/index.ts";
import { Clock } from "../time/index.ts";
import { ConnectionRace } from "./connection-race.ts";
import { ScriptedEndpoint } from "./scripted-endpoint.test-fixture.ts";

function race(count: number, { delay = 1, build = () => new Protocol() as Protocol | null } = {}) {
  const clock = new Clock();
  const endpoints = Array.from({ length: count }, (_, index) => new ScriptedEndpoint(`e${index}`));
  const waiting = [...endpoints];
  const log = { built: 0, decided: 0 };
  const mine = new ConnectionRace<Protocol>(
    factoryFrom<Protocol>(() => {
      log.built += 1;
      return build();
    }),
    {
      where: "somewhere",
      clock,
      seconds: 10,
      delay,
      next: () => waiting.shift(),
      none: () => new ConnectError("nobody"),
      decided: () => {
        log.decided += 1;
      },
    },
  );
  const seen: unknown[] = [];
  mine.connected.addBoth((result) => {
    seen.push(result instanceof Failure ? result.value : result);
  });
  return { clock, endpoints, waiting, log, race: mine, seen };
}
const begun = (endpoints: readonly ScriptedEndpoint[]) =>
  endpoints.map(({ attempts }) => attempts.length).join("");

test("the next begins after the delay or, after a failure, at once; the winner ends it all", () => {
  const { clock, endpoints, race: mine, log, seen } = race(4);
  mine.complete();
  assert.equal(begun(endpoints), "1000");
  clock.advance(1);
  assert.equal(begun(endpoints), "1100");
  endpoints[1]!.fail(new ConnectError("no"));
  assert.equal(begun(endpoints), "1110");
  clock.advance(0.5);
  const protocol = endpoints[0]!.succeed();
  assert.deepEqual(seen, [protocol]);
  assert.equal(endpoints[2]!.cancelled, 1);
  assert.equal(clock.getDelayedCalls().length, 0);
  assert.equal(log.built, 1);
  assert.equal(begun(endpoints), "1110");
});

test("a loser that connects all the same is refused, also while the winner is being built", () => {
  const world = race(2, {
    delay: 0.1,
    build: () => {
      assert.equal(world.endpoints[1]!.succeed(), null);
      return new Protocol();
    },
  });
  world.race.complete();
  world.clock.advance(0.1);
  const protocol = world.endpoints[0]!.succeed();
  assert.equal(world.endpoints[1]!.succeed(), null);
  assert.deepEqual(world.seen, [protocol]);
  assert.equal(world.log.built, 1);
});

test("one that connects while it begins wins, one that fails then gives way, one that throws too", () => {
  const { endpoints, race: mine, seen, clock } = race(3);
  endpoints[0]!.onConnect = () => {
    throw new ConnectError("cannot at all");
  };
  endpoints[1]!.onConnect = () => endpoints[1]!.fail(new ConnectError("no"));
  endpoints[2]!.onConnect = () => endpoints[2]!.succeed();
  mine.complete();
  assert.equal(begun(endpoints), "111");
  assert.ok(seen[0] instanceof Protocol);
  assert.equal(clock.getDelayedCalls().length, 0);
});

test("cancelled while one begins: that one is cancelled", () => {
  const { endpoints, race: mine, seen } = race(2);
  endpoints[0]!.onConnect = () => mine.connected.cancel();
  mine.complete();
  assert.ok(seen[0] instanceof ConnectingCancelledError);
  assert.equal(endpoints[0]!.cancelled, 1);
  assert.equal(begun(endpoints), "10");
});

test("a winner that fails is the end: the others were cancelled, and nobody is tried", () => {
  const { endpoints, race: mine, seen, clock } = race(3, { build: () => null });
  mine.complete();
  clock.advance(1);
  assert.equal(endpoints[0]!.succeed(), null);
  const refused = new ConnectError("the factory refused");
  endpoints[0]!.fail(refused);
  assert.deepEqual(seen, [refused]);
  assert.equal(endpoints[1]!.cancelled, 1);
  assert.equal(begun(endpoints), "110");
  assert.equal(clock.getDelayedCalls().length, 0);
});

test("cancelled between winning and being connected: the winner is cancelled as well", () => {
  const { endpoints, race: mine, seen } = race(1);
  mine.complete();
  const { factory } = endpoints[0]!.attempts[0]!;
  factory.buildProtocol(undefined as never);
  mine.connected.cancel();
  assert.ok(seen[0] instanceof ConnectingCancelledError);
  assert.equal(endpoints[0]!.cancelled, 1);
});

test("none at all, none yet, and no time left", () => {
  const none = race(0);
  none.race.complete();
  assert.match(String(none.seen[0]), /nobody/);
  assert.equal(none.clock.getDelayedCalls().length, 0);
  const later = race(1);
  const [endpoint] = later.waiting.splice(0);
  later.race.more();
  assert.equal(later.seen.length, 0);
  later.waiting.push(endpoint!);
  later.race.more();
  assert.equal(begun(later.endpoints), "1");
  endpoint!.fail(new ConnectError("no"));
  assert.equal(later.seen.length, 0, "others may come");
  later.clock.advance(10);
  assert.ok(later.seen[0] instanceof TimeoutError);
  assert.match(String((later.seen[0].cause as AggregateError).errors), /no/);
  assert.equal(later.log.decided, 1);
  assert.equal(later.clock.getDelayedCalls().length, 0);
});
