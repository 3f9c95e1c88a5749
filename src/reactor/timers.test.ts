import assert from "node:assert/strict";
import { test } from "node:test";
import { capturedLogs } from "../logger/index.ts";
import type { IDelayedCall, ITCPTransport } from "../net/index.ts";
import { boom, errorsOf, RecordingFactory, world } from "./fake-platform.test-fixture.ts";
import { Reactor } from "./reactor.ts";

test("R1: callLater(0) waits for a turn; what a call sets waits for the next one", () => {
  const { fake, reactor, calls, note } = world();
  reactor.callLater(0, () => {
    note("first")();
    reactor.callLater(0, note("nested"));
  });
  reactor.callLater(0, note("second"));
  assert.deepEqual(calls, []);
  fake.clock.advance(0);
  assert.deepEqual(calls, ["first", "second", "nested"]);
  let turns = 0;
  const { platform } = fake;
  const counted = new Reactor({
    ...platform,
    alarm: (seconds, ring) => {
      turns += 1;
      return platform.alarm(seconds, ring);
    },
  });
  counted.callLater(0, () => counted.callLater(0, () => {}));
  fake.clock.advance(0);
  assert.equal(turns, 2, "a turn of the platform's loop each");
});

test("R5: what a delayed call throws is logged once; all others are made", () => {
  const { fake, reactor, calls, note } = world();
  reactor.callLater(1, boom);
  reactor.callLater(1, note("second"));
  reactor.callLater(2, note("third"));
  const logged = capturedLogs(() => fake.pass(3));
  assert.deepEqual(calls, ["second", "third"]);
  assert.equal(logged.length, 1);
  assert.ok(logged[0]!.log_failure!.value instanceof RangeError);
});

test("R5: a delayed call that is async and rejects is logged like one that throws", async () => {
  const { fake, reactor } = world();
  const logged = await capturedLogs(async () => {
    reactor.callLater(1, async () => boom());
    fake.pass(1);
    await new Promise(setImmediate);
  });
  assert.equal(errorsOf(logged).length, 1);
});

test("R4: a delayed call that resets or cancels itself throws inside itself, and that is logged", () => {
  const { fake, reactor } = world();
  const call: IDelayedCall = reactor.callLater(1, () => call.reset(1));
  const other: IDelayedCall = reactor.callLater(1, () => other.cancel());
  const logged = capturedLogs(() => fake.pass(10));
  assert.deepEqual(
    errorsOf(logged).map((error) => (error as Error).name),
    ["AlreadyCalled", "AlreadyCalled"],
  );
  assert.deepEqual(reactor.getDelayedCalls(), []);
});

test("a delayed call may cancel, move and add others in its own turn", () => {
  const { fake, reactor, calls, note } = world();
  reactor.callLater(1, () => {
    cancelled.cancel();
    moved.reset(5);
    sooner.delay(-3);
  });
  const cancelled = reactor.callLater(1, note("cancelled"));
  const moved = reactor.callLater(1, note("moved"));
  const sooner = reactor.callLater(4, note("sooner"));
  fake.pass(1);
  fake.pass(0);
  assert.deepEqual(calls, ["sooner"]);
  fake.pass(5);
  assert.deepEqual(calls, ["sooner", "moved"]);
  assert.equal(fake.alarms.size, 0);
});

test("R6: a delay that is negative or no number is refused; one of years is kept to", () => {
  const { fake, reactor, calls, note } = world();
  for (const seconds of [-1, Number.NaN, Number.POSITIVE_INFINITY])
    assert.throws(() => reactor.callLater(seconds, note("never")), RangeError);
  assert.throws(() => reactor.callLater(1, "text" as never), TypeError);
  const years = (2 ** 31 / 1000) * 50;
  reactor.callLater(years, note("at last"));
  fake.pass(years - 1);
  assert.deepEqual(calls, []);
  fake.pass(1);
  assert.deepEqual(calls, ["at last"]);
});

test("an alarm that rings early makes no call early", () => {
  const { fake } = world();
  const { platform } = fake;
  const early = new Reactor({
    ...platform,
    alarm: (seconds, ring) => platform.alarm(seconds > 0.1 ? seconds / 2 : seconds, ring),
  });
  const made: number[] = [];
  early.callLater(2, () => made.push(early.seconds()));
  for (let i = 0; i < 300; i++) fake.pass(0.01);
  assert.equal(made.length, 1);
  assert.ok(made[0]! >= 2 && made[0]! < 2.02);
});

test("a pull producer that never ends does not keep delayed calls from being made", () => {
  const { fake, reactor, calls, note } = world();
  const factory = new RecordingFactory();
  reactor.connectTCP("db", 1, factory);
  let helpings = 0;
  factory.build = () => ({
    makeConnection(transport) {
      const pull = {
        resumeProducing: () => {
          helpings += 1;
          if (helpings < 1000) transport.write(new Uint8Array(10));
        },
        stopProducing() {},
      };
      (transport as ITCPTransport).registerProducer(pull, false);
    },
    connectionMade() {},
    dataReceived() {},
    connectionLost() {},
  });
  reactor.callLater(0, () => note(`after ${helpings} helpings`)());
  fake.connected();
  fake.pass(0);
  assert.equal(helpings, 1000);
  assert.match(calls[0]!, /^after [1-3] helpings$/);
});

test("when the last call is cancelled no alarm is left to keep the process alive", () => {
  const { fake, reactor, calls, note } = world();
  const [first, second] = [reactor.callLater(30, note("first")), reactor.callLater(60, note("2"))];
  first.cancel();
  assert.equal(fake.alarms.size, 1);
  second.cancel();
  assert.equal(fake.alarms.size, 0);
  reactor.callLater(100, note("later than those"));
  fake.pass(101);
  assert.deepEqual(calls, ["later than those"]);
});
