import { afterEach, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import type { Thread, ThreadSink } from "../../platform/index.ts";
import { node } from "../../platform/node/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { over, Proof } from "./meddling.test-fixture.ts";
import { ThreadsWorld, threadsCases } from "./threads.ts";

interface Meddling {
  thread?(inner: Thread): Partial<Thread>;
  sink?(inner: ThreadSink): Partial<ThreadSink>;
}

/** A case that fails leaves its reactor running, and its threads. */
const left: (() => void)[] = [];
afterEach(() => {
  for (const end of left.splice(0)) end();
});

/** Threads of Node's, on purpose not as the port wants them, and a clock that is fast: waiting in vain takes time. */
const { assertFound } = new Proof<ThreadsWorld, Meddling>(({ thread, sink }) => {
  const platform = node();
  const { parallelism, start } = platform.threads;
  const reactor = reactorOn({
    ...platform,
    now: () => platform.now() * 30,
    threads: {
      parallelism,
      start: (module, options, told) => {
        const inner = start(module, options, over(told, sink?.(told) ?? {}));
        left.push(() => inner.terminate());
        return over(inner, thread?.(inner) ?? {});
      },
    },
  });
  left.push(() => {
    if (reactor.running) reactor.crash();
  });
  return new ThreadsWorld({ reactor, pass: async () => void (await wait(1)) });
});

test("found: a platform whose threads cannot be ended", () =>
  assertFound(
    threadsCases,
    { thread: () => ({ terminate: () => {} }) },
    /^a call that is cancelled/,
  ));

test("found: a platform that does not tell that a thread has died", () =>
  assertFound(threadsCases, { sink: () => ({ ended: () => {} }) }, /^a thread that dies/));

test("found: a platform that does not tell by what", () =>
  assertFound(
    threadsCases,
    { sink: (sink) => ({ ended: (code) => sink.ended(code) }) },
    /^a thread that dies/,
  ));

test("found: a platform that copies what is to be moved", () =>
  assertFound(
    threadsCases,
    { thread: (thread) => ({ post: (message) => thread.post(message, []) }) },
    /what is moved is gone/,
  ));

test("found: a platform that loses what it cannot send", () =>
  assertFound(
    threadsCases,
    {
      thread: (thread) => ({
        post: (message, transfer) => {
          try {
            thread.post(message, transfer);
          } catch {}
        },
      }),
    },
    /NotCloneableError/,
  ));

test("found: a platform that sends late, when what was to be copied has changed", () =>
  assertFound(
    threadsCases,
    {
      thread: (thread) => ({
        post: (message, transfer) => void setImmediate(() => thread.post(message, transfer)),
      }),
    },
    /copied when the call is made/,
  ));

test("found: a platform that tells messages out of order", () => {
  const held: unknown[] = [];
  return assertFound(
    threadsCases,
    {
      sink: (sink) => ({
        message: (message) => {
          held.push(message);
          setTimeout(() => sink.message(held.pop()), 20);
        },
      }),
    },
    /^R3: callFromThread/,
  );
});
