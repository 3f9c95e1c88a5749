import assert from "node:assert/strict";
import { test } from "node:test";
import { IReactorCore, IReactorTCP, IReactorTime } from "../net/index.ts";
import { reactorOn } from "../reactor/index.ts";
import type { Platform } from "./port.ts";

/** All that the checklist demands, and no more: a loop that is turned by hand. */
function handPumped(): {
  platform: Platform & { readonly tcp?: never };
  pump(seconds: number): void;
} {
  let now = 0;
  const soon: (() => void)[] = [];
  const alarms = new Map<() => void, number>();
  const platform = {
    name: "hand-pumped",
    now: () => now,
    wallClock: () => 0,
    random: () => 0.5,
    soon: (run: () => void): void => void soon.push(run),
    alarm: (seconds: number, ring: () => void) => {
      alarms.set(ring, now + seconds);
      return () => alarms.delete(ring);
    },
  };
  const pump = (seconds: number): void => {
    now += seconds;
    for (const [ring, at] of [...alarms]) if (at <= now && alarms.delete(ring)) ring();
    for (const run of soon.splice(0)) run();
  };
  return { platform, pump };
}

test("the smallest platform runs a reactor, which has core and time, and no TCP", () => {
  const reactor = reactorOn(handPumped().platform);
  assert.ok(IReactorCore.providedBy(reactor));
  assert.ok(IReactorTime.providedBy(reactor));
  assert.ok(!IReactorTCP.providedBy(reactor as unknown));
  // @ts-expect-error the compiler knows as much
  assert.throws(() => reactor.connectTCP("host", 1, {}));
});

test("… its calls are made, and it starts and stops", () => {
  const { platform, pump } = handPumped();
  const reactor = reactorOn(platform);
  const events: string[] = [];
  reactor.run().addCallback(() => events.push("stopped"));
  reactor.callWhenRunning(() => events.push("running"));
  reactor.callLater(2, () => events.push("called"));
  assert.equal(reactor.random(), 0.5);
  pump(1.5);
  assert.deepEqual(events, ["running"]);
  pump(1);
  assert.deepEqual(events, ["running", "called"]);
  assert.equal(reactor.seconds(), 2.5);
  reactor.stop();
  assert.ok(reactor.running, "not before the turn has ended");
  pump(0);
  assert.deepEqual(events, ["running", "called", "stopped"]);
});
