import assert from "node:assert/strict";
import { test } from "node:test";
import { Clock } from "../../time/index.ts";
import type { PumpedDatagramSocket } from "./pumped-datagram-socket.ts";
import { PumpedPlatform } from "./pumped-platform.ts";
import type { PumpedAttempt, PumpedListener } from "./pumped-streams.ts";
import { assertNoResult, successResultOf } from "./results.ts";

function made() {
  const clock = new Clock();
  const asked: (PumpedListener | PumpedAttempt | PumpedDatagramSocket)[] = [];
  const note = (what: PumpedListener | PumpedAttempt | PumpedDatagramSocket): void =>
    void asked.push(what);
  let woken = 0;
  const pumped = new PumpedPlatform(
    clock,
    { listening: note, connecting: note, bound: note },
    undefined,
    () => {
      woken += 1;
    },
  );
  return { clock, asked, pumped, platform: pumped.platform(), woken: () => woken };
}

test("what is to run soon runs at the end of the outermost call", () => {
  const { pumped, platform } = made();
  const order: string[] = [];
  pumped.enter(() => {
    pumped.enter(() => platform.soon(() => order.push("soon")));
    order.push("end");
  });
  assert.deepEqual(order, ["end", "soon"]);
});

test("what throws comes out, and what was to run after it still runs", () => {
  const { pumped, platform } = made();
  const order: string[] = [];
  platform.soon(() => {
    throw new RangeError("mine");
  });
  platform.soon(() => order.push("after"));
  assert.throws(() => pumped.enter(() => {}), RangeError);
  pumped.enter(() => {});
  assert.deepEqual(order, ["after"]);
});

test("whoever pumps is woken by what happens outside of its calls", () => {
  const { clock, pumped, platform, woken } = made();
  pumped.enter(() => platform.soon(() => {}));
  assert.equal(woken(), 0);
  platform.soon(() => {});
  assert.equal(woken(), 1);
  platform.alarm(1, () => {});
  clock.advance(1);
  assert.equal(woken(), 2);
});

test("alarms ring by the clock, can be taken back, and are known as the platform's own", () => {
  const { clock, pumped, platform } = made();
  let rings = 0;
  const ring = (): void => {
    rings += 1;
  };
  const takeBack = platform.alarm(1, ring);
  platform.alarm(1, ring);
  const own = clock.callLater(1, () => {});
  assert.deepEqual(
    clock.getDelayedCalls().map((call) => pumped.isAlarm(call)),
    [true, true, false],
  );
  assert.equal(pumped.isAlarm(own), false);
  takeBack();
  takeBack();
  clock.advance(1);
  assert.deepEqual([rings, pumped.rung, platform.now()], [1, 1, 1]);
});

test("who listens, connects and binds is handed on; port 0 is one that is free", () => {
  const { asked, platform } = made();
  const listener = successResultOf(
    platform.tcp.listen({ host: "0.0.0.0", port: 0 }, { backlog: 1 }, () => {}),
  );
  const other = successResultOf(
    platform.tcp.listen({ host: "0.0.0.0", port: 80 }, { backlog: 1 }, () => {}),
  );
  assert.ok(listener.address.port > 0);
  assert.equal(other.address.port, 80);
  assertNoResult(platform.tcp.connect({ host: "db", port: 1 }, {}));
  assertNoResult(platform.unix.connect({ path: "/x" }, {}));
  const sink = { datagram() {}, failed() {} };
  const socket = successResultOf(
    platform.udp.bind({ host: "0.0.0.0", port: 53 }, { share: false }, sink),
  );
  assert.equal(asked.length, 5);
  assert.deepEqual([asked[0], asked[1], asked[4]], [listener, other, socket]);
  assert.deepEqual((asked[2] as PumpedAttempt).to, { host: "db", port: 1 });
});
