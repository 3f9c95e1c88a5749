import assert from "node:assert/strict";
import { test } from "node:test";
import { Deferred } from "../deferred/index.ts";
import { TCPClientEndpoint } from "../endpoints/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { Factory, Protocol } from "../protocols/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { trackResources } from "../resources/index.ts";
import { Clock } from "../time/index.ts";
import { describeWaiting, whatIsPending } from "./waiting.ts";

class SilentFactory extends Factory {
  override buildProtocol(): Protocol {
    return new Protocol();
  }
}

const client = {
  doStart() {},
  doStop() {},
  startedConnecting() {},
  clientConnectionFailed() {},
  clientConnectionLost() {},
  buildProtocol: () => new Protocol(),
};

const told = (text: string): string[] =>
  text.replace(/\S*\/(waiting\.test\.js):\d+:\d+/g, "$1:L").split("\n");

test("an idle test says what it waits for, the soonest first, and when that would happen", () => {
  const network = new MemoryNetwork();
  const a = reactorOn(network.host("a"));
  using tracked = trackResources();
  a.listenTCP(80, new SilentFactory());
  const held = new Deferred<void>().addCallback(() => undefined);
  a.callLater(60, function later() {});
  a.callLater(12.5, function poll() {});
  network.advance(1);
  assert.deepEqual(told(describeWaiting({ tracked, network })), [
    "nothing happens for 11.5 s; then: delayed call of poll on a, made at waiting.test.js:L",
    "  in 11.5 s: delayed call of poll on a, made at waiting.test.js:L",
    "  in 59 s: delayed call of later on a, made at waiting.test.js:L",
    "  when somebody acts: Deferred that has not fired, and is waited for, made at waiting.test.js:L",
  ]);
  assert.equal(held.called, false);
});

test("an attempt to connect has its time limit, and a packet under way comes first", () => {
  const network = new MemoryNetwork({ latency: 0.25 });
  const a = reactorOn(network.host("a"));
  network.host("b");
  using tracked = trackResources();
  a.connectTCP("10.0.0.1", 80, client as never, { seconds: 7 });
  const [attempt] = whatIsPending({ tracked });
  assert.equal(attempt?.what, "attempt to connect to 10.0.0.1:80");
  assert.equal(attempt?.secondsLeft, 7);
  reactorOn(network.host("b")).callLater(3, () => {});
  network.advance(0);
  a.connectTCP("b", 80, client as never, { seconds: 7 });
  network.advance(0.1);
  assert.match(
    describeWaiting({ tracked, network }),
    /^something is under way on the network for 0\.15 s more\n/,
  );
});

test("where nothing has a time, nothing happens by itself; and where nothing is waited for, that is said", () => {
  using tracked = trackResources();
  assert.equal(describeWaiting({ tracked }), "no timer, connection or Deferred is waited for");
  const held = new Deferred<void>().addCallback(() => undefined);
  assert.match(
    describeWaiting({ tracked }),
    /^nothing happens by itself; these wait for somebody:/,
  );
  assert.equal(held.called, false);
});

test("clocks are looked at though nobody has tracked, and nothing is told twice", () => {
  const clock = new Clock();
  clock.callLater(2, function before() {});
  using tracked = trackResources();
  clock.callLater(1, function since() {});
  assert.deepEqual(
    whatIsPending({ tracked, clocks: [clock] }).map(({ what, secondsLeft }) => [what, secondsLeft]),
    [
      ["delayed call of since", 1],
      ["delayed call of before", 2],
    ],
  );
});

test("there is a limit to what is told", () => {
  const clock = new Clock();
  for (let n = 0; n < 30; n++) clock.callLater(n + 1, () => {});
  const lines = describeWaiting({ clocks: [clock], limit: 3 }).split("\n");
  assert.equal(lines.length, 5);
  assert.equal(lines[4], "  … and 27 more");
});

test("what one line has made is told once: an attempt, and not the Deferreds that wait for it", () => {
  const network = new MemoryNetwork();
  network.host("a");
  using tracked = trackResources();
  const endpoint = new TCPClientEndpoint(reactorOn(network.host("b")), "a", 80);
  network.filter("a");
  for (const _ of [1, 2]) endpoint.connect(Protocol).addCallback(() => undefined);
  const text = describeWaiting({ tracked });
  assert.equal(text.match(/in 30 s: attempt to connect to a:80/g)?.length, 2);
  assert.doesNotMatch(text, /when somebody acts/);
});
