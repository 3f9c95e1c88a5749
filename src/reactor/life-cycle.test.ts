import assert from "node:assert/strict";
import { test } from "node:test";
import { capturedLogs } from "../logger/index.ts";
import { IReactorSignals } from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { reactorOn } from "./index.ts";

function running() {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  return { network, reactor, stopped: reactor.run() };
}

test("a signal that somebody handles does not stop the reactor, until that is taken back", () => {
  const { network, reactor, stopped } = running();
  assert.equal(IReactorSignals.providedBy(reactor), true);
  let handled = 0;
  const giveBack = reactor.handleSignal("SIGHUP", () => {
    handled += 1;
  });
  network.signal("a", "SIGHUP");
  network.advance(1);
  assert.deepEqual([handled, reactor.running, reactor.stopSignal], [1, true, null]);
  giveBack();
  network.signal("a", "SIGHUP");
  network.advance(1);
  assert.deepEqual([handled, stopped.called, reactor.stopSignal], [1, true, "SIGHUP"]);
});

test("the last handler of a signal has it, and giving an older one back changes nothing", () => {
  const { network, reactor } = running();
  const calls: string[] = [];
  const first = reactor.handleSignal("SIGTERM", () => calls.push("first"));
  reactor.handleSignal("SIGTERM", () => calls.push("second"));
  first();
  network.signal("a", "SIGTERM");
  network.advance(1);
  assert.deepEqual([calls, reactor.running], [["second"], true]);
});

test("a handler that fails is logged, and the reactor goes on", () => {
  const { network, reactor } = running();
  reactor.handleSignal("SIGHUP", () => {
    throw new Error("no such log");
  });
  const logged = capturedLogs(() => {
    network.signal("a", "SIGHUP");
    network.advance(1);
  });
  assert.equal(reactor.running, true);
  assert.match(String(logged[0]?.log_failure), /no such log/);
});

test("what began the end is said, also when the second signal is another one", () => {
  const { network, reactor, stopped } = running();
  reactor.addSystemEventTrigger("before", "shutdown", () => new Promise<void>(() => {}));
  network.signal("a", "SIGTERM");
  network.advance(1);
  network.signal("a", "SIGINT");
  network.advance(1);
  assert.deepEqual([stopped.called, reactor.stopSignal], [true, "SIGTERM"]);
});

test("only signals that are listened for can be handled", () => {
  const { reactor } = running();
  assert.throws(() => reactor.handleSignal("SIGKILL" as "SIGINT", () => {}), /SIGKILL.*SIGTERM/);
});

test("R13: a second signal hurries who wants to hear it, and the third is waited for by nobody", () => {
  const { network, reactor, stopped } = running();
  const calls: string[] = [];
  reactor.addSystemEventTrigger("before", "shutdown", () => new Promise<void>(() => {}));
  reactor.addSystemEventTrigger("during", "hurry", () => void calls.push("hurry"));
  for (const expected of [[], ["hurry"]]) {
    network.signal("a", "SIGTERM");
    network.advance(1);
    assert.deepEqual([calls, stopped.called], [expected, false]);
  }
  network.signal("a", "SIGTERM");
  network.advance(1);
  assert.deepEqual([calls, stopped.called], [["hurry"], true]);
});

test("the same signal within half a second is one that was told twice; another one is not", () => {
  for (const [second, ended] of [
    ["SIGINT", false],
    ["SIGTERM", true],
  ] as const) {
    const { network, reactor, stopped } = running();
    reactor.addSystemEventTrigger("before", "shutdown", () => new Promise<void>(() => {}));
    network.signal("a", "SIGINT");
    network.advance(0.4);
    network.signal("a", second);
    network.advance(1);
    assert.equal(stopped.called, ended, second);
  }
});

test("a signal during an end that the program began itself hurries at once", () => {
  const { network, reactor, stopped } = running();
  reactor.addSystemEventTrigger("before", "shutdown", () => new Promise<void>(() => {}));
  reactor.stop();
  network.advance(0.1);
  network.signal("a", "SIGINT");
  network.advance(0.1);
  assert.deepEqual([stopped.called, reactor.stopSignal], [true, "SIGINT"]);
});
