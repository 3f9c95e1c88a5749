import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { Deferred, fail } from "../deferred/index.ts";
import type { IDelayedCall } from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { ClientCreator, Factory, Protocol } from "../protocols/index.ts";
import { reactorOn } from "../reactor/index.ts";
import {
  type ResourceOwner,
  type ResourceType,
  tracking,
  trackResources,
} from "../resources/index.ts";
import { LoopingCall } from "../task/index.ts";
import { Clock } from "../time/index.ts";
import { connect } from "./kit/index.ts";
import { checkLeaks, describeLeaks, failOnLeaks, LeakError, leaksAfterGrace } from "./leaks.ts";
import { UnhandledFailuresError } from "./unhandled-failures.ts";

class Silent extends Protocol {}
class SilentFactory extends Factory {
  override buildProtocol(): Silent {
    return new Silent();
  }
}

/** An owner with a real clock, as far as leaks can tell: each alarm rings at once, and time goes on by it. */
function realTime(): ResourceOwner & { passed: number; onAlarm: () => void } {
  const owner = {
    name: "node",
    passed: 0,
    onAlarm: () => {},
    now: () => owner.passed,
    alarm: (seconds: number, ring: () => void) => {
      owner.passed += seconds;
      owner.onAlarm();
      queueMicrotask(ring);
      return () => {};
    },
  };
  return owner;
}

function typeOf<T extends object>(type: Partial<ResourceType<T>>): ResourceType<T> {
  return { kind: "connection", describe: () => "it", isLive: () => true, ...type };
}

test("an error has a line for each leak, the place first, and begins its stack with that line", async () => {
  const network = new MemoryNetwork();
  const a = reactorOn(network.host("a"));
  using tracked = trackResources();
  a.listenTCP(80, new SilentFactory());
  a.callLater(5, function poll() {});
  new LoopingCall(() => undefined, { clock: a }).start(2);
  a.listenUDP(53, { makeConnection() {}, datagramReceived() {}, doStop() {} } as never);
  network.advance(1);
  const held = new Deferred<void>().addCallback(() => undefined);
  const error = await checkLeaks(tracked).then(
    () => assert.fail("nothing was found"),
    (thrown) => thrown as LeakError,
  );
  assert.ok(error instanceof LeakError);
  const told = error.message.replace(/\S*\/(leaks\.test\.js):\d+:\d+/g, "$1:L").split("\n");
  assert.deepEqual(
    told.filter((line) => !line.startsWith("      ")),
    [
      "5 left behind:",
      "  leaks.test.js:L: port 0.0.0.0:80 on a",
      "  leaks.test.js:L: delayed call of poll on a, due in 4 s",
      "  leaks.test.js:L: looping call, every 2 s on a, due in 1 s, and with it: Deferred that has not fired, and is waited for, delayed call",
      "  leaks.test.js:L: UDP port 0.0.0.0:53 on a",
      "  leaks.test.js:L: Deferred that has not fired, and is waited for",
    ],
  );
  const [, first] = (error.stack ?? "").split(/\n(?= {4}at )/);
  assert.match(first ?? "", /leaks\.test\.js/);
  assert.equal(held.called, false);
});

test("a test that ends what it began has left nothing", async () => {
  const network = new MemoryNetwork();
  const a = reactorOn(network.host("a"));
  const clock = new Clock();
  using tracked = trackResources();
  const port = a.listenTCP(80, new SilentFactory());
  const call = a.callLater(5, () => {});
  const loop = new LoopingCall(() => undefined, { clock: a });
  loop.start(2);
  const fired = new Deferred<number>();
  fired.addCallback((value) => value);
  network.advance(1);
  fired.callback(1);
  loop.stop();
  call.cancel();
  // On simulated time what is closing is left to the test.
  port.addCallback((opened) => opened.stopListening());
  new LoopingCall(() => undefined, { clock }).start(2);
  new Deferred<void>();
  await checkLeaks(tracked);
});

test("on the real clock a connection gets time for its end, and no more than the grace", async () => {
  using tracked = trackResources();
  const owner = realTime();
  let live = true;
  owner.onAlarm = () => {
    if (owner.passed > 0.1) live = false;
  };
  tracking?.began({}, typeOf({ owner, isLive: () => live }));
  assert.deepEqual(await leaksAfterGrace(tracked), []);
  assert.ok(owner.passed > 0.1 && owner.passed < 0.3, String(owner.passed));
  live = true;
  owner.onAlarm = () => {};
  owner.passed = 0;
  tracking?.began({}, typeOf({ owner }));
  assert.equal((await leaksAfterGrace(tracked, { graceSeconds: 0.5 })).length, 2);
  assert.ok(owner.passed >= 0.5 && owner.passed < 0.6, String(owner.passed));
});

test("what waits for the program is not waited for", async () => {
  using tracked = trackResources();
  const owner = realTime();
  tracking?.began({}, typeOf({ owner, kind: "listening port" }));
  assert.equal((await leaksAfterGrace(tracked)).length, 1);
  assert.equal(owner.passed, 0);
});

test("a call that is made during the grace was left behind; one that is cancelled was not", async () => {
  using tracked = trackResources();
  const owner = realTime();
  const call = (at: number): { active: boolean; getTime(): number } => {
    return { active: true, getTime: () => at };
  };
  const [made, cancelled] = [call(0.01), call(9)];
  const timer = typeOf<IDelayedCall>({
    owner,
    kind: "delayed call",
    describe: () => "a call",
    isLive: ({ active }) => active,
    secondsLeft: (one) => one.getTime() - owner.passed,
  });
  let connected = true;
  owner.onAlarm = () => {
    if (owner.passed < 0.02) return;
    made.active = cancelled.active = connected = false;
  };
  tracking?.began(made as IDelayedCall, timer);
  tracking?.began(cancelled as IDelayedCall, timer);
  tracking?.began({}, typeOf({ owner, isLive: () => connected }));
  const left = await leaksAfterGrace(tracked);
  assert.deepEqual(
    left.map(({ thing }) => thing),
    [made],
  );
});

test("a message has a limit, and tells once of what one line made", () => {
  using tracked = trackResources();
  const make = Function("tracking", "type", "tracking.began({}, type)");
  for (let n = 0; n < 3; n++) tracking?.began({}, typeOf({}));
  assert.match(
    describeLeaks(tracked.leaks()),
    /^3 left behind:\n.*: it; 2 more by the same line\n/,
  );
  for (let n = 0; n < 30; n++) make(tracking, typeOf({ describe: () => `it ${n}` }));
  const many = describeLeaks(tracked.leaks().map((leak, n) => ({ ...leak, place: `x.ts:${n}:1` })));
  assert.match(many, /and those of 13 more lines$/);
});

/** The hooks that a test runner would call. */
function hooks(options = {}): { before: () => void; after: () => Promise<void> } {
  const made: (() => unknown)[] = [];
  const take = (run: () => unknown): void => void made.push(run);
  failOnLeaks(take, take, options);
  const [before, after] = made as [() => void, () => Promise<void>];
  return { before, after };
}

test("the guilty test fails, and none after it; nobody tracks between tests", async () => {
  const { before, after } = hooks();
  before();
  const held = new Deferred<void>().addCallback(() => undefined);
  await assert.rejects(after(), LeakError);
  assert.equal(tracking, null);
  before();
  await after();
  await after();
  assert.equal(held.called, false);
});

test("what was left behind is ended, so that it is in nobody's way", async () => {
  const network = new MemoryNetwork();
  const [a, b] = [reactorOn(network.host("a")), reactorOn(network.host("b"))];
  const { before, after } = hooks();
  before();
  a.listenTCP(80, new SilentFactory());
  new ClientCreator(b, Protocol).connectTCP("a", 80);
  network.advance(1);
  const call = b.callLater(9, () => {});
  new ClientCreator(b, Protocol).connectTCP("10.0.0.9", 80).addErrback(() => undefined);
  const loop = new LoopingCall(() => undefined, { clock: b });
  loop.start(1);
  b.listenUDP(53, { makeConnection() {}, datagramReceived() {}, doStop() {} } as never);
  network.advance(1);
  await assert.rejects(after(), LeakError);
  network.advance(1);
  assert.equal(network.connections("a") + network.connections("b"), 0);
  assert.deepEqual([call.active, loop.running, b.getDelayedCalls().length], [false, false, 0]);
  before();
  a.listenTCP(80, new SilentFactory()).addCallback((port) => port.stopListening());
  network.advance(1);
  await after();
});

test("failures that nobody has dealt with count as well, alone and as the cause", async () => {
  const { before, after } = hooks();
  before();
  const failed = fail(new RangeError("alone"));
  await assert.rejects(after(), UnhandledFailuresError);
  before();
  const both = [fail(new RangeError("both")), new Deferred<void>().addCallback(() => undefined)];
  await assert.rejects(after(), (error: Error) => {
    assert.ok(error instanceof LeakError);
    assert.match(String(error.cause), /both/);
    return true;
  });
  assert.ok(failed.called && both.length === 2);
});

test("options are kept to", async () => {
  const { before, after } = hooks({ deferreds: false });
  before();
  const held = new Deferred<void>().addCallback(() => undefined);
  await after();
  assert.equal(held.called, false);
});

test("under node:test the guilty tests fail, by name and line, and the clean one passes", () => {
  const url = (name: string): string => JSON.stringify(new URL(name, import.meta.url).href);
  const program = `
    import { afterEach, beforeEach, test } from "node:test";
    import { Deferred } from ${url("../deferred/index.js")};
    import { reactor } from ${url("../reactor/default/index.js")};
    import { failOnLeaks } from ${url("./leaks.js")};
    failOnLeaks(beforeEach, afterEach, { graceSeconds: 0.05 });
    let held;
    test("clean", () => {});
    test("leaves a Deferred", () => { held = new Deferred().addCallback(() => 1); });
    test("leaves a call", () => { reactor.callLater(60, function poll() {}); });
    test("clean again", () => {});`;
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const { stdout, status } = spawnSync(
    process.execPath,
    ["--test-reporter=tap", "--input-type=module", "--eval", program],
    { encoding: "utf8", env, timeout: 30_000 },
  );
  // Not killed for not ending: the call was cancelled.
  assert.equal(status, 1);
  assert.match(stdout, /^ok \d+ - clean$/m);
  assert.match(stdout, /^not ok \d+ - leaves a Deferred$/m);
  assert.match(stdout, /\[eval1\]:9:\d+: Deferred that has not fired/);
  assert.match(stdout, /^not ok \d+ - leaves a call$/m);
  assert.match(stdout, /\[eval1\]:10:\d+: delayed call of poll on node, due in /);
  assert.match(stdout, /^ok \d+ - clean again$/m);
});

test("what is left of a connection that a test pumps is a leak at once: its time passes for nobody", async () => {
  const tracked = trackResources();
  const client = new Silent();
  const pump = connect(client, new Silent());
  const left = await leaksAfterGrace(tracked);
  assert.deepEqual(
    left.map(({ kind, host }) => [kind, host]),
    [
      ["connection", "pumped"],
      ["connection", "pumped"],
    ],
  );
  client.transport.loseConnection();
  pump.flush();
  assert.deepEqual(await leaksAfterGrace(tracked), []);
  tracked.stop();
});
