import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { CancelledError, QueueOverflow } from "../deferred/index.ts";
import { NotCloneableError } from "../net/index.ts";
import {
  Asking,
  blockingCallFromThread,
  callFromThread,
  isInIOThread,
  setCurrent,
  transferring,
  unwrapTransfer,
} from "./call-from-thread.ts";
import type { MessageFromThread, MessageToThread } from "./messages.ts";
import { describeThrown } from "./thrown.ts";

afterEach(() => setCurrent(null));

/** This code, as if it ran in a thread that works on call 5. */
function thread() {
  const sent: MessageFromThread[] = [];
  const waiting: MessageToThread[] = [];
  const told: MessageToThread[] = [];
  const asking = new Asking(
    {
      post: (message) => void sent.push(structuredClone(message) as MessageFromThread),
      start: () => {},
      take: () => waiting.shift(),
    },
    (message) => void told.push(message),
  );
  asking.call = 5;
  setCurrent(asking);
  return { asking, sent, waiting, told };
}

test("callFromThread asks, and is answered with a value or what was thrown", async () => {
  const { asking, sent } = thread();
  const first = callFromThread<number>("double", 4);
  const second = callFromThread("fail");
  assert.deepEqual(sent[0], { type: "ask", call: 5, ask: 1, name: "double", args: [4] });
  asking.answered(2, { thrown: describeThrown(new RangeError("no")) });
  asking.answered(1, { value: 8 });
  assert.equal(await first, 8);
  await assert.rejects(second, /^RangeError: no$/);
});

test("cancelled, it is forgotten on the other side, and a late answer is none", async () => {
  const { asking, sent } = thread();
  const asked = callFromThread("wait");
  asked.cancel();
  assert.deepEqual(sent.at(-1), { type: "forget", ask: 1 });
  asking.answered(1, { value: "late" });
  await assert.rejects(asked, CancelledError);
});

test("what cannot be sent is thrown, and says what it is", () => {
  thread();
  assert.throws(
    () => callFromThread("f", { x: () => {} }),
    (error: Error) =>
      error instanceof NotCloneableError && /^f\(\): arguments\[0\]\.x is/.test(error.message),
  );
});

test("what has no answer yet is bounded", () => {
  const { asking } = thread();
  for (let i = 0; i < 1000; i++) callFromThread("f");
  assert.throws(() => callFromThread("f"), QueueOverflow);
  asking.answered(1, { value: 1 });
  callFromThread("f");
});

test("outside of a thread, or of a call, it is a ReferenceError", () => {
  assert.ok(isInIOThread());
  assert.throws(() => callFromThread("f"), /^ReferenceError: this is no thread of a reactor's/);
  const { asking } = thread();
  assert.ok(!isInIOThread());
  asking.call = null;
  assert.throws(() => callFromThread("f"), /"f" was called when the call it belongs to was over/);
});

test("blockingCallFromThread takes its answer; what comes before it is told later", () => {
  const { waiting, told, sent } = thread();
  const other: MessageToThread = { type: "answer", ask: 7, outcome: { value: 0 } };
  waiting.push(other, { type: "answer", ask: 1, outcome: { value: 8 } });
  // Nobody wakes this thread: it is the only one there is.
  const { wait } = Atomics;
  Atomics.wait = () => "ok";
  try {
    assert.equal(blockingCallFromThread("double", 4), 8);
    waiting.push({
      type: "answer",
      ask: 2,
      outcome: { thrown: describeThrown(new TypeError("no")) },
    });
    assert.throws(() => blockingCallFromThread("fail"), /^TypeError: no$/);
    assert.throws(() => blockingCallFromThread("none"), /woken without an answer/);
  } finally {
    Atomics.wait = wait;
  }
  assert.deepEqual(told, [other]);
  assert.ok(sent[0]!.type === "ask" && sent[0]!.wake instanceof Int32Array);
});

test("transferring says what of a result is to be moved", () => {
  const bytes = new Uint8Array(3);
  const wrapped: unknown = transferring(bytes, [bytes.buffer]);
  assert.deepEqual(unwrapTransfer(wrapped), { value: bytes, transfer: [bytes.buffer] });
  for (const value of [undefined, null, 0, "x", { value: 1 }])
    assert.deepEqual(unwrapTransfer(value), { value, transfer: [] });
});
