import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { test } from "node:test";
import { CancelledError, Deferred, setContextBinder } from "../deferred/index.ts";
import { capturedLogs } from "../logger/index.ts";
import { keepAsyncContext } from "../platform/node/index.ts";
import { type Outcome, rebuildThrown } from "../threads/index.ts";
import { boom, errorsOf } from "./fake-platform.test-fixture.ts";
import { ThreadCall } from "./thread-call.ts";

type Functions = ConstructorParameters<typeof ThreadCall>[1];

function world(functions: Functions) {
  const work = { module: "node:zlib", name: "f", args: [], transfer: [] };
  const call = new ThreadCall(work, functions, new Deferred());
  const answers: unknown[] = [];
  const ask = (number: number, name: string, ...args: unknown[]): void =>
    call.ask(number, name, args, (outcome: Outcome) => {
      answers.push("value" in outcome ? outcome.value : String(rebuildThrown(outcome.thrown)));
    });
  return { call, ask, answers };
}

test("R3: what a thread asks for is called with its arguments, waited for and answered", async () => {
  const later = new Deferred<number>();
  const { ask, answers } = world({
    add: (a: number, b: number) => a + b,
    wait: () => later,
    promise: async () => "kept",
  });
  ask(1, "wait");
  ask(2, "add", 1, 2);
  ask(3, "promise");
  assert.deepEqual(answers, [3]);
  later.callback(7);
  assert.deepEqual(answers, [3, 7]);
  await new Promise(setImmediate);
  assert.deepEqual(answers, [3, 7, "kept"]);
});

test("what it throws is the answer; so is that there is no such function", () => {
  const { ask, answers } = world({ boom });
  ask(1, "boom");
  for (const name of ["none", "toString", "__proto__"]) ask(2, name);
  assert.equal(answers[0], "RangeError: boom");
  assert.match(String(answers[1]), /^ReferenceError: "none" is no function .* with: boom$/);
  assert.equal(answers.length, 4);
});

test("when the call is over what was asked is cancelled, and not answered", () => {
  const waiting = new Deferred<void>();
  let failed: unknown;
  waiting.addErrback(({ value }) => {
    failed = value;
  });
  const { call, ask, answers } = world({ wait: () => waiting });
  ask(1, "wait");
  call.ended({ value: 1 });
  assert.ok(failed instanceof CancelledError);
  assert.deepEqual([answers, call.result.result], [[], 1]);
});

test("a thread that forgets what it has asked for has that cancelled alone", () => {
  const cancelled: number[] = [];
  const { call, ask, answers } = world({
    wait: (n: number) => new Deferred(() => void cancelled.push(n)),
  });
  ask(1, "wait", 1);
  ask(2, "wait", 2);
  call.forget(1);
  call.forget(9);
  assert.deepEqual([cancelled, answers], [[1], []]);
});

test("what a canceller throws is logged, and the call ends all the same", () => {
  const { call, ask } = world({ wait: () => new Deferred(boom) });
  ask(1, "wait");
  const logged = capturedLogs(() => call.ended({ value: 1 }));
  assert.equal(errorsOf(logged).length, 1);
  assert.equal(call.result.result, 1);
});

test("D25: functions run in the context of who made the call, and so do the result's callbacks", () => {
  keepAsyncContext();
  try {
    const request = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    const { call, ask } = request.run("caller", () => {
      const made = world({ see: () => void seen.push(request.getStore()) });
      made.call.result.addCallback(() => void seen.push(request.getStore()));
      return made;
    });
    request.run("other", () => {
      ask(1, "see");
      call.ended({ value: 1 });
    });
    assert.deepEqual(seen, ["caller", "caller"]);
  } finally {
    setContextBinder(null);
  }
});
