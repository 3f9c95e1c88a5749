import assert from "node:assert/strict";
import { test } from "node:test";
import { Deferred } from "../deferred/index.ts";
import { FakeThread } from "./fake-threads.test-fixture.ts";
import { PoolThread } from "./pool-thread.ts";
import { ThreadCall } from "./thread-call.ts";
import { Turn } from "./turn.ts";

/** A thread that works on one call, and what its owner is told. */
function world(functions: ConstructorParameters<typeof ThreadCall>[1] = {}) {
  const events: string[] = [];
  const turn = new Turn((run) => run());
  const owner = {
    turn,
    free: () => void events.push("free"),
    ended: (_thread: PoolThread, why: string | null) => void events.push(`ended ${why}`),
  };
  const thread = new PoolThread(owner);
  const fake = new FakeThread({ name: "fake" }, thread);
  thread.started(fake);
  const call = new ThreadCall(
    { module: "node:zlib", name: "f", args: [1], transfer: [] },
    functions,
    new Deferred(),
  );
  call.result.addBoth((result) => void events.push(String(result)));
  thread.work(call);
  return { thread, fake, call, events, turn };
}

test("a call is sent; its outcome frees the thread and is told, once", () => {
  const { thread, fake, events } = world();
  assert.deepEqual(fake.received, [
    { type: "call", call: 1, module: "node:zlib", name: "f", args: [1] },
  ]);
  assert.ok(thread.working);
  fake.gives(7);
  fake.gives(8);
  assert.deepEqual(events, ["free", "7"]);
});

test("what a thread says is a turn: what is written meanwhile goes out when it ends", () => {
  const { fake, call, events, turn } = world();
  call.result.addCallback(() => turn.mark({ flush: () => void events.push("flushed") }));
  call.result.addCallback(() => void events.push("written"));
  fake.gives(7);
  assert.deepEqual(events, ["free", "7", "written", "flushed"]);
});

test("R3: what it asks is answered; what cannot be sent back is an error, and not silence", () => {
  const { fake } = world({ double: (n: number) => 2 * n, bad: () => [() => {}] });
  fake.asks(1, "double", 4);
  fake.asks(2, "bad");
  const [first, second] = fake.answers as [object, { thrown: { name: string; message: string } }];
  assert.deepEqual(first, { value: 8 });
  assert.equal(second.thrown.name, "NotCloneableError");
  assert.match(second.thrown.message, /^bad\(\): result\[0\] is a function/);
});

test("a thread that sleeps is woken when it was answered", () => {
  const { fake } = world({ double: (n: number) => 2 * n });
  const wake = new Int32Array(new SharedArrayBuffer(4));
  fake.says({ type: "ask", call: 1, ask: 1, name: "double", args: [4], wake });
  assert.deepEqual([wake[0], fake.answers], [1, [{ value: 8 }]]);
});

test("what belongs to a call that is over is not answered", () => {
  const later = new Deferred<number>();
  const { thread, fake, call } = world({ wait: () => later });
  fake.asks(1, "wait");
  fake.gives(1);
  fake.asks(2, "wait");
  const next = new ThreadCall(call.work ?? NEXT, {}, new Deferred());
  thread.work(next);
  fake.says({ type: "ask", call: 1, ask: 3, name: "wait", args: [] });
  assert.deepEqual(fake.answers, []);
});
const NEXT = { module: "node:zlib", name: "g", args: [], transfer: [] };

test("terminated, its call fails once, and nothing it says is heard any more", () => {
  const { thread, fake, events } = world();
  thread.terminate("enough");
  thread.terminate("again");
  fake.gives(7);
  fake.exits(1);
  assert.equal(fake.terminated, 1);
  assert.deepEqual(events, ["[Failure ThreadLost: enough]", "ended null"]);
});

test("abandoned, it ends without a word to a call that has its end already", () => {
  const { thread, fake, call, events } = world();
  const other = new ThreadCall(NEXT, {}, new Deferred());
  thread.abandon(other);
  assert.equal(fake.terminated, 0);
  thread.abandon(call);
  assert.equal(fake.terminated, 1);
  assert.deepEqual(events, []);
});

test("a message that is none is not what ends a reactor", () => {
  const { fake, events } = world();
  fake.says({ type: "forget", ask: 99 });
  assert.deepEqual(events, []);
});
