import assert from "node:assert/strict";
import { test } from "node:test";
import { CancelledError, Deferred } from "../deferred/index.ts";
import { CannotListenError, type IListeningPort } from "../net/index.ts";
import { listenUnlessAborted } from "./listen-unless-aborted.ts";

test("what opens throws is a failure", async () => {
  const listening = listenUnlessAborted(() => {
    throw new CannotListenError("tcp 80", "no");
  }, undefined);
  await assert.rejects(listening, CannotListenError);
});

test("an aborted signal cancels, and one that was aborted before opens nothing", async () => {
  const abort = new AbortController();
  let cancelled = 0;
  const listening = listenUnlessAborted(
    () =>
      new Deferred<IListeningPort>(() => {
        cancelled += 1;
      }),
    abort.signal,
  );
  abort.abort();
  assert.equal(cancelled, 1);
  await assert.rejects(listening, CancelledError);
  const never = listenUnlessAborted(() => assert.fail("opened"), abort.signal);
  await assert.rejects(never, CancelledError);
});
