import assert from "node:assert/strict";
import { test } from "node:test";
import { Deferred } from "../../deferred/index.ts";
import { ReactorNotRunning } from "../../net/index.ts";
import { MemoryReactor } from "./memory-reactor.ts";
import { assertNoResult, successResultOf } from "./results.ts";

test("R7, R10: it runs until it is stopped, with all that is to happen then", () => {
  const reactor = new MemoryReactor();
  const events: string[] = [];
  const hook = (): void => void events.push("started");
  const wait = new Deferred<void>();
  const trigger = (): Deferred<void> => {
    events.push("before");
    return wait;
  };
  reactor.callWhenRunning(hook);
  reactor.addSystemEventTrigger("before", "shutdown", trigger);
  const removed = reactor.addSystemEventTrigger("after", "shutdown", hook);
  assert.deepEqual(reactor.triggers.after.shutdown, [hook]);
  reactor.removeSystemEventTrigger(removed);
  assert.deepEqual(reactor.triggers.after.shutdown, []);
  assert.deepEqual(reactor.whenRunningHooks, [hook]);
  assert.deepEqual(reactor.triggers.before.shutdown, [trigger]);
  assert.deepEqual([reactor.running, reactor.hasRun], [false, false]);

  const stopped = reactor.run();
  assert.deepEqual([reactor.running, reactor.hasRun, events], [true, true, ["started"]]);
  reactor.stop();
  assert.deepEqual([reactor.hasStopped, events], [true, ["started", "before"]]);
  assertNoResult(stopped);
  wait.callback(undefined);
  reactor.fireSystemEvent("anything");
  successResultOf(stopped);
  assert.equal(reactor.running, false);
});

test("crash, and what cannot be", () => {
  const reactor = new MemoryReactor();
  assert.throws(() => reactor.stop(), ReactorNotRunning);
  const stopped = reactor.run();
  reactor.crash();
  assert.equal(reactor.hasCrashed, true);
  successResultOf(stopped);
});

test("descriptors that are watched are remembered", () => {
  const reactor = new MemoryReactor();
  const descriptor = {
    fileno: () => 5,
    logPrefix: () => "x",
    connectionLost() {},
    doRead() {},
    doWrite() {},
  };
  reactor.addReader(descriptor);
  reactor.addWriter(descriptor);
  assert.deepEqual([reactor.getReaders(), reactor.getWriters()], [[descriptor], [descriptor]]);
  reactor.removeReader(descriptor);
  assert.deepEqual(reactor.getReaders(), []);
  reactor.addReader(descriptor);
  assert.deepEqual(reactor.removeAll(), [descriptor]);
  reactor.addWriter(descriptor);
  reactor.removeWriter(descriptor);
  assert.equal(reactor.writers.size, 0);
});

test("there is no chance", () => {
  assert.equal(new MemoryReactor().random(), 0.5);
});
