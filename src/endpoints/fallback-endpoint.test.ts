import assert from "node:assert/strict";
import { test } from "node:test";
import { verifyObject } from "../components/index.ts";
import { Failure } from "../deferred/index.ts";
import {
  ConnectError,
  ConnectingCancelledError,
  IStreamClientEndpoint,
  TimeoutError,
} from "../net/index.ts";
import { Protocol } from "../protocols/index.ts";
import { Clock } from "../time/index.ts";
import { FallbackEndpoint, type FallbackOptions } from "./fallback-endpoint.ts";
import { ScriptedEndpoint } from "./scripted-endpoint.test-fixture.ts";

function world(options: FallbackOptions = {}) {
  const clock = new Clock();
  const [first, second] = [new ScriptedEndpoint("a:80"), new ScriptedEndpoint("b:80")];
  const endpoint = new FallbackEndpoint(clock, [first, second], options);
  const abort = new AbortController();
  const seen: unknown[] = [];
  const connecting = endpoint.connect(Protocol, { signal: abort.signal });
  connecting.addBoth((result) => {
    seen.push(result instanceof Failure ? result.value : result);
  });
  return { clock, first, second, endpoint, abort, connecting, seen };
}

test("the next one is tried when the one before it has failed, and not sooner", () => {
  const { clock, first, second, seen, endpoint } = world();
  verifyObject(IStreamClientEndpoint, endpoint);
  assert.equal(String(endpoint), "a:80 or b:80");
  clock.advance(59);
  assert.equal(second.attempts.length, 0);
  first.fail(new ConnectError("no"));
  const protocol = second.succeed();
  assert.deepEqual(seen, [protocol]);
  assert.equal(clock.getDelayedCalls().length, 0);
});

test("with a delay the next one is tried beside it, and the first to connect wins", () => {
  const { clock, first, second, seen } = world({ delay: 0.5 });
  clock.advance(0.5);
  assert.equal(second.attempts.length, 1);
  const protocol = second.succeed();
  assert.deepEqual(seen, [protocol]);
  assert.equal(first.cancelled, 1);
});

test("the failure is the last one, of all of them; there is a time limit", () => {
  const { first, second, seen, clock } = world();
  first.fail(new TimeoutError("slow"));
  second.fail(new ConnectError("no"));
  const [error] = seen as [Error];
  assert.equal(error.constructor, ConnectError);
  assert.equal((error.cause as AggregateError).errors.length, 2);
  assert.equal(clock.getDelayedCalls().length, 0);
  const late = world({ seconds: 3 });
  late.clock.advance(3);
  assert.ok(late.seen[0] instanceof TimeoutError);
  assert.equal(late.first.cancelled, 1);
});

test("cancelled, by the Deferred or the signal, also one aborted before: nothing is left", () => {
  for (const how of ["cancel", "abort"]) {
    const { clock, first, second, abort, connecting, seen } = world({ delay: 1 });
    clock.advance(1);
    if (how === "cancel") connecting.cancel();
    else abort.abort();
    assert.ok(seen[0] instanceof ConnectingCancelledError);
    assert.deepEqual([first.cancelled, second.cancelled], [1, 1]);
    assert.equal(clock.getDelayedCalls().length, 0);
  }
  const { clock, endpoint, first } = world();
  endpoint.connect(Protocol, { signal: AbortSignal.abort() }).addErrback(() => {});
  assert.equal(first.cancelled, 1);
  assert.equal(clock.getDelayedCalls().length, 1, "that of the other call");
});

test("no endpoint at all is a mistake, and so is a delay that is none", () => {
  const { endpoint } = world();
  for (const delay of [-1, Number.NaN])
    assert.throws(() => new FallbackEndpoint(new Clock(), [endpoint], { delay }), RangeError);
  assert.throws(() => new FallbackEndpoint(new Clock(), []), RangeError);
});

test("a number of seconds that is none is a failure, and nothing begins", () => {
  const { first, seen } = world({ seconds: -1 });
  assert.equal(seen.length, 1);
  assert.ok(seen[0] instanceof Error);
  assert.equal(first.attempts.length, 0);
});
