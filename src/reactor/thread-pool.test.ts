import assert from "node:assert/strict";
import { test } from "node:test";
import { verifyObject } from "../components/index.ts";
import { CancelledError, type Deferred, QueueOverflow } from "../deferred/index.ts";
import { capturedLogs } from "../logger/index.ts";
import {
  IThreadPool,
  NotCloneableError,
  type ThreadCallOptions,
  ThreadLost,
} from "../net/index.ts";
import { PlatformError } from "../platform/index.ts";
import { FakePlatform } from "./fake-platform.test-fixture.ts";
import { FakeThreads } from "./fake-threads.test-fixture.ts";
import { Reactor } from "./reactor.ts";

const MODULE = "data:text/javascript,";

/** A reactor with threads that a test drives, two at the most. */
function world() {
  const fake = new FakePlatform();
  const platform = new FakeThreads();
  const reactor = new Reactor({ ...fake.platform, threads: platform });
  const outcomes: string[] = [];
  /** Its outcome is written down under its name. */
  const call = (name: string, args: unknown[] = [], options: ThreadCallOptions = {}) => {
    const result = reactor.deferToThread(MODULE, name, args, options);
    watch(name, result);
    return result;
  };
  const watch = (name: string, result: Deferred<unknown>): void => {
    result.addCallbacks(
      (value) => void outcomes.push(`${name}: ${value}`),
      ({ value }) => void outcomes.push(`${name}: ${value.name}`),
    );
  };
  const { threads } = platform;
  return { fake, platform, threads, reactor, pool: reactor.getThreadPool(), call, outcomes };
}

test("a pool is an IThreadPool, has no thread before there is work, and two of what can do two", () => {
  const { pool, threads } = world();
  verifyObject<object>(IThreadPool, pool);
  assert.deepEqual([pool.min, pool.max, pool.threads, threads.length], [0, 2, 0, 0]);
});

test("calls go to threads that are free, then to new ones, then wait, and are begun in order", () => {
  const { threads, pool, call, outcomes } = world();
  for (const name of ["a", "b", "c", "d"]) call(name);
  assert.deepEqual([pool.threads, pool.working, pool.waiting], [2, 2, 2]);
  threads[1]!.gives(1);
  assert.deepEqual(threads[1]!.calls, ["b", "c"]);
  threads[0]!.gives(2);
  threads[0]!.gives(3);
  threads[1]!.throws(new RangeError("x"));
  assert.deepEqual(outcomes, ["b: 1", "a: 2", "d: 3", "c: RangeError"]);
  assert.deepEqual([pool.threads, pool.working, pool.waiting], [2, 0, 0]);
  call("e");
  assert.deepEqual(threads[1]!.calls, ["b", "c", "e"], "the thread that worked last");
});

test("a thread has its next call before anybody hears of what the one before came to", () => {
  const { threads, reactor, call } = world();
  reactor.suggestThreadPoolSize(1);
  let seen: string[] = [];
  call("a").addCallback(() => {
    seen = [...threads[0]!.calls];
  });
  call("b");
  threads[0]!.gives(1);
  assert.deepEqual(seen, ["a", "b"]);
});

test("cancelling a call that waits takes it out of the queue, and nothing else happens", () => {
  const { threads, pool, call, outcomes } = world();
  const [, , c] = ["a", "b", "c", "d"].map((name) => call(name));
  c!.cancel();
  assert.deepEqual(outcomes, ["c: CancelledError"]);
  assert.equal(pool.waiting, 1);
  threads[0]!.gives(1);
  assert.deepEqual(threads[0]!.calls, ["a", "d"]);
  assert.equal(threads[0]!.terminated + threads[1]!.terminated, 0);
});

test("cancelling a call that runs ends its thread; another is started when that has ended", () => {
  const { threads, pool, call, outcomes } = world();
  const [a] = ["a", "b", "c"].map((name) => call(name));
  a!.cancel();
  assert.deepEqual(outcomes, ["a: CancelledError"]);
  assert.equal(threads[0]!.terminated, 1);
  threads[0]!.gives("too late");
  assert.deepEqual([threads.length, pool.threads], [2, 2], "it counts until it has ended");
  threads[0]!.exits(1);
  assert.deepEqual(threads[2]!.calls, ["c"]);
  threads[2]!.gives(1);
  assert.deepEqual(outcomes, ["a: CancelledError", "c: 1"]);
});

test("a signal cancels; one that is aborted before has nothing sent", () => {
  const { threads, call, outcomes } = world();
  const abort = new AbortController();
  call("a", [], { signal: abort.signal });
  abort.abort();
  call("b", [], { signal: abort.signal });
  assert.deepEqual(outcomes, ["a: CancelledError", "b: CancelledError"]);
  assert.equal(threads.length, 1);
});

test("a thread that dies fails its call with ThreadLost, which says why, and no other", () => {
  const { threads, pool, call, outcomes } = world();
  for (const name of ["a", "b", "c", "d"]) call(name);
  threads[0]!.exits(1, new PlatformError("EIO", "uncaught"));
  assert.deepEqual(outcomes, ["a: ThreadLost"]);
  assert.deepEqual(threads[2]!.calls, ["c"], "replaced");
  threads[1]!.gives(1);
  threads[1]!.exits(7);
  assert.deepEqual(outcomes, ["a: ThreadLost", "b: 1", "d: ThreadLost"]);
  assert.equal(pool.threads, 1);
});

test("ThreadLost has the error that the thread ended by as its cause", async () => {
  const { threads, reactor } = world();
  const cause = new TypeError("uncaught");
  const result = reactor.deferToThread(MODULE, "f", []);
  threads[0]!.exits(1, new PlatformError("EIO", "uncaught", { cause }));
  await assert.rejects(result, (error: Error) => {
    assert.ok(error instanceof ThreadLost);
    assert.match(error.message, /^the thread ended before the call did: uncaught$/);
    assert.equal(error.cause, cause);
    return true;
  });
});

test("a thread that ends while it has nothing to do is warned of, and is not used again", () => {
  const { threads, call } = world();
  call("a");
  threads[0]!.gives(1);
  const logged = capturedLogs(() => threads[0]!.exits(9));
  assert.equal(logged[0]!.why, "exit code 9");
  call("b");
  assert.deepEqual(threads[1]!.calls, ["b"]);
});

test("where no thread can be started the call fails, and the next one tries again", async () => {
  const { platform, threads, reactor, call, outcomes } = world();
  platform.refuses = new PlatformError("EAGAIN", "no room");
  await assert.rejects(
    reactor.deferToThread(MODULE, "a", []),
    /^ThreadLost: no thread could be started: no room$/,
  );
  platform.refuses = null;
  call("b");
  threads[0]!.gives(2);
  assert.deepEqual(outcomes, ["b: 2"]);
});

test("a thread that cannot be started for calls that wait fails each of them once, without end", () => {
  const { platform, threads, call, outcomes } = world();
  for (const name of ["a", "b", "c", "d"]) call(name);
  platform.refuses = new PlatformError("EAGAIN", "no room");
  threads[0]!.exits(1);
  assert.deepEqual(outcomes.sort(), ["a: ThreadLost", "c: ThreadLost", "d: ThreadLost"]);
});

test("what waits is bounded: one more is QueueOverflow", () => {
  const { pool, call, outcomes } = world();
  pool.adjustPoolsize(0, 1, { maxWaiting: 1 });
  for (const name of ["a", "b", "c"]) call(name);
  assert.deepEqual(outcomes, [`c: ${QueueOverflow.name}`]);
  assert.equal(pool.waiting, 1);
});

test("what cannot be sent is thrown at once, whether it would wait or not, and does no harm", () => {
  const { threads, pool, call, outcomes } = world();
  pool.adjustPoolsize(0, 1);
  for (const expected of [0, 1]) {
    assert.throws(() => call("bad", [() => {}]), NotCloneableError);
    call("good");
    assert.deepEqual([pool.working, pool.waiting], [1, expected]);
  }
  threads[0]!.gives(1);
  threads[0]!.gives(2);
  assert.deepEqual(outcomes, ["good: 1", "good: 2"]);
});

test("what waits is sent as it was when the call was made; what is moved is gone at once", () => {
  const { threads, pool, call } = world();
  pool.adjustPoolsize(0, 1);
  call("a");
  const list = [1];
  const bytes = new Uint8Array([7]);
  call("b", [list, bytes], { transfer: [bytes.buffer] });
  list.push(2);
  assert.equal(bytes.length, 0);
  threads[0]!.gives(1);
  const sent = threads[0]!.received.at(-1)!;
  assert.deepEqual(sent.type === "call" && sent.args, [[1], new Uint8Array([7])]);
});

test("threads that have nothing to do end after idleSeconds, the oldest first, down to min", () => {
  const { fake, threads, reactor, pool, call } = world();
  reactor.run();
  pool.adjustPoolsize(1, 2, { idleSeconds: 10 });
  call("a");
  call("b");
  fake.pass(100);
  assert.equal(fake.alarms.size, 0);
  threads[0]!.gives(1);
  fake.pass(5);
  threads[1]!.gives(1);
  fake.pass(5);
  assert.deepEqual([threads[0]!.terminated, threads[1]!.terminated], [1, 0]);
  threads[0]!.exits(1);
  fake.pass(100);
  assert.deepEqual([threads[1]!.terminated, fake.alarms.size], [0, 0]);
  pool.adjustPoolsize(0);
  assert.equal(threads[1]!.terminated, 1);
});

test("a thread that was put to work again is not idle", () => {
  const { fake, threads, reactor, pool, call } = world();
  reactor.run();
  pool.adjustPoolsize(0, 1, { idleSeconds: 10 });
  call("a");
  threads[0]!.gives(1);
  fake.pass(9);
  call("b");
  fake.pass(9);
  assert.equal(threads[0]!.terminated, 0);
  threads[0]!.gives(1);
  fake.pass(9);
  assert.equal(threads[0]!.terminated, 0);
  fake.pass(2);
  assert.equal(threads[0]!.terminated, 1);
});

test("a reactor that does not run is kept alive by calls, and by no thread that does nothing", () => {
  const { fake, threads, call } = world();
  call("a");
  call("b");
  assert.equal(fake.holds, 1);
  threads[0]!.gives(1);
  assert.equal(fake.holds, 1);
  threads[1]!.gives(1);
  assert.deepEqual([fake.holds, fake.alarms.size], [0, 0]);
  call("c").cancel();
  assert.equal(fake.holds, 0);
});

test("a smaller pool ends those that do nothing at once, the others when they have done", () => {
  const { threads, pool, call, outcomes } = world();
  pool.adjustPoolsize(0, 3);
  for (const name of ["a", "b", "c"]) call(name);
  threads[0]!.gives(1);
  pool.adjustPoolsize(0, 1);
  assert.deepEqual(
    threads.map(({ terminated }) => terminated),
    [1, 0, 0],
  );
  threads[0]!.exits(1);
  threads[1]!.gives(2);
  assert.deepEqual(
    threads.map(({ terminated }) => terminated),
    [1, 1, 0],
  );
  threads[1]!.exits(1);
  threads[2]!.gives(3);
  assert.deepEqual(outcomes, ["a: 1", "b: 2", "c: 3"]);
  assert.equal(pool.threads, 1);
});

test("a smaller pool ends no more threads than there are too many, those that end already counted", () => {
  const { threads, pool, call } = world();
  pool.adjustPoolsize(0, 4);
  for (const name of ["a", "b", "c", "d"]) call(name);
  for (const thread of threads.slice(0, 3)) thread.gives(1);
  pool.adjustPoolsize(0, 2);
  const terminated = () => threads.map((thread) => thread.terminated);
  assert.deepEqual(terminated(), [1, 1, 0, 0]);
  threads[3]!.gives(1);
  assert.deepEqual(terminated(), [1, 1, 0, 0]);
});

test("a larger pool begins what waits at once", () => {
  const { threads, pool, call } = world();
  for (const name of ["a", "b", "c", "d"]) call(name);
  pool.adjustPoolsize(0, 3);
  assert.deepEqual([threads.length, pool.waiting], [3, 1]);
});

test("limits that are none are RangeErrors, and change nothing", () => {
  const { pool, reactor } = world();
  for (const limits of [[-1], [0, 0], [3, 2], [0.5], [0, Number.NaN]])
    assert.throws(() => pool.adjustPoolsize(...limits), RangeError, String(limits));
  for (const limits of [{ maxWaiting: -1 }, { idleSeconds: Number.NaN }, { heapMegabytes: 0 }])
    assert.throws(() => pool.adjustPoolsize(0, 1, limits), RangeError, JSON.stringify(limits));
  assert.throws(() => reactor.suggestThreadPoolSize(0), RangeError);
  assert.deepEqual([pool.min, pool.max], [0, 2]);
});

test("heapMegabytes is for threads that are started from then on", () => {
  const { threads, pool, call } = world();
  call("a");
  pool.adjustPoolsize(undefined, undefined, { heapMegabytes: 64 });
  call("b");
  assert.deepEqual(
    threads.map(({ options }) => options.heapMegabytes),
    [undefined, 64],
  );
});

test("a reactor that stops ends its threads where they stand, before run()'s Deferred fires", () => {
  const { fake, threads, reactor, call, outcomes } = world();
  const stopped = reactor.run();
  for (const name of ["a", "b", "c"]) call(name);
  threads[1]!.gives(1);
  threads[1]!.gives(2);
  reactor.stop();
  fake.pass(1);
  assert.deepEqual(outcomes, ["b: 1", "c: 2", "a: ThreadLost"]);
  assert.deepEqual(
    threads.map(({ terminated }) => terminated),
    [1, 1],
  );
  threads[0]!.exits(1);
  assert.equal(stopped.called, false);
  threads[1]!.exits(1);
  fake.pass();
  assert.equal(stopped.called, true);
  assert.equal(fake.holds, 0);
});

test("a second signal while threads end: nothing more is waited for", () => {
  const { fake, reactor, call } = world();
  const stopped = reactor.run();
  call("a");
  fake.signalled!("SIGINT");
  fake.pass(1);
  assert.equal(stopped.called, false);
  const { signalled } = fake;
  capturedLogs(() => signalled!("SIGINT"));
  fake.pass(1);
  assert.equal(stopped.called, true);
});

test("what a callback throws, or cancels, is nothing to the pool", () => {
  const { threads, call, outcomes } = world();
  const b = call("b");
  const a = call("a");
  a.addCallback(() => b.cancel());
  threads[1]!.gives(1);
  assert.deepEqual(outcomes, ["a: 1", `b: ${CancelledError.name}`]);
  assert.equal(threads[0]!.terminated, 1);
});
