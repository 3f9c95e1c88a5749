import assert from "node:assert/strict";
import { test } from "node:test";
import { Deferred, fail, succeed, TimeoutError } from "../deferred/index.ts";
import { trackResources } from "../resources/index.ts";
import { describeWaiting } from "../testing/index.ts";
import { runPhase } from "./phase.ts";

const run = (body: () => unknown, seconds = 100) => runPhase(body, { what: "T.test", seconds });

test("whatever is thrown, returned or waited for is the outcome", async () => {
  const error = new Error("x");
  assert.equal(await run(() => 5), null);
  assert.equal(await run(() => succeed(5)), null);
  assert.equal(await run(async () => {}), null);
  assert.equal(
    await run(() => {
      throw error;
    }),
    error,
  );
  assert.equal(await run(() => fail(error)), error);
  assert.equal(await run(() => Promise.reject(error)), error);
});

test("U5: a generator is run, as by inlineCallbacks", async () => {
  let got: unknown;
  function* body(): Generator<Deferred<number>, void, number> {
    got = yield succeed(3);
    throw new RangeError("from the generator");
  }
  assert.equal((await run(body))?.message, "from the generator");
  assert.equal(got, 3);
});

test("U1: when the time is up, what was returned fails with TimeoutError, and so does the step", async () => {
  const returned = new Deferred<number>();
  let heard: unknown;
  returned.addErrback((failure) => {
    heard = failure.value;
    return 0;
  });
  const error = await run(() => returned, 0.01);
  assert.ok(error instanceof TimeoutError);
  assert.equal(error.message, "T.test still running at 0.01 secs");
  assert.equal(heard, error);
});

test("U1: one that waits for another is cancelled, and what never ends does not keep the test", async () => {
  const inner = new Deferred<number>();
  const outer = succeed(1).addCallback(() => inner);
  assert.ok((await run(() => outer, 0.01)) instanceof TimeoutError);
  assert.ok(inner.called);
  assert.ok((await run(() => new Promise(() => {}), 0.01)) instanceof TimeoutError);
});

test("what a hanging promise waits for is not the Deferred that we have made of it", async () => {
  using tracked = trackResources();
  const text = await new Promise<string>((done) => {
    const waitingFor = (): string => {
      done(describeWaiting({ tracked }));
      return "";
    };
    // As in a runner, no line of a program is on the stack.
    setImmediate(runPhase, () => new Promise(() => {}), { what: "T.x", seconds: 0.01, waitingFor });
  });
  assert.equal(text, "no timer, connection or Deferred is waited for");
});
