import assert from "node:assert/strict";
import { test } from "node:test";
import { verifyObject } from "../components/index.ts";
import { Failure } from "../deferred/index.ts";
import {
  ConnectError,
  ConnectingCancelledError,
  ConnectionRefusedError,
  IStreamClientEndpoint,
  NoProtocol,
  TimeoutError,
} from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { Protocol } from "../protocols/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { Clock } from "../time/index.ts";
import { RetryEndpoint, type RetryOptions } from "./retry-endpoint.ts";
import { ScriptedEndpoint } from "./scripted-endpoint.test-fixture.ts";
import { TCPClientEndpoint } from "./tcp-client-endpoint.ts";

function world(options: RetryOptions = {}) {
  const clock = Object.assign(new Clock(), { random: () => 0.5 });
  const inner = new ScriptedEndpoint("db:80");
  const endpoint = new RetryEndpoint(clock, inner, options);
  const abort = new AbortController();
  const seen: unknown[] = [];
  const connecting = endpoint.connect(Protocol, { signal: abort.signal });
  connecting.addBoth((result) => {
    seen.push(result instanceof Failure ? result.value : result);
  });
  return { clock, inner, endpoint, abort, connecting, seen };
}

test("E10: a failure is followed by another attempt, each later than the one before, with some chance", () => {
  const { clock, inner, endpoint, seen } = world();
  verifyObject(IStreamClientEndpoint, endpoint);
  assert.equal(String(endpoint), "db:80, tried up to 5 times");
  for (const [index, pause] of [1.5, 2, 2.75].entries()) {
    inner.fail(new ConnectError("no"));
    clock.advance(pause - 0.01);
    assert.equal(inner.attempts.length, index + 1);
    clock.advance(0.01);
    assert.equal(inner.attempts.length, index + 2);
  }
  const protocol = inner.succeed();
  assert.deepEqual(seen, [protocol]);
  assert.equal(clock.getDelayedCalls().length, 0);
});

test("after so many attempts the failure is the last one, with those before it", () => {
  const { clock, inner, seen } = world({ attempts: 3, backoff: () => 1 });
  for (const name of ["first", "second"]) {
    inner.fail(new TimeoutError(name));
    clock.advance(1);
  }
  inner.fail(new ConnectionRefusedError("third"));
  const [error] = seen as [Error];
  assert.ok(error instanceof ConnectionRefusedError);
  assert.match(error.message, /db:80 after 2 other attempts: third/);
  assert.equal((error.cause as AggregateError).errors.length, 3);
  assert.equal(clock.getDelayedCalls().length, 0);
});

test("what would be no different the next time is a failure at once", () => {
  for (const error of [new NoProtocol("refused"), new Error("connectionMade has thrown")]) {
    const { clock, inner, seen } = world();
    inner.fail(error);
    assert.deepEqual(seen, [error]);
    assert.equal(clock.getDelayedCalls().length, 0);
  }
});

test("the time limit of all attempts: during one, and between two", () => {
  for (const failsBefore of [false, true]) {
    const { clock, inner, seen } = world({ seconds: 2, backoff: () => 5 });
    if (failsBefore) inner.fail(new ConnectError("no"));
    clock.advance(2);
    const [error] = seen as [Error];
    assert.ok(error instanceof TimeoutError);
    assert.match(error.message, /db:80 in 2 s/);
    assert.equal(
      (error.cause as AggregateError | undefined)?.errors.length,
      failsBefore ? 1 : undefined,
    );
    assert.equal(inner.cancelled, failsBefore ? 0 : 1);
    assert.equal(clock.getDelayedCalls().length, 0);
  }
});

test("cancelled during an attempt or between two, by the Deferred or the signal: nothing is left", () => {
  for (const failsBefore of [false, true])
    for (const how of ["cancel", "abort"]) {
      const { clock, inner, seen, connecting, abort } = world({ seconds: 100 });
      if (failsBefore) inner.fail(new ConnectError("no"));
      if (how === "cancel") connecting.cancel();
      else abort.abort();
      assert.ok(seen[0] instanceof ConnectingCancelledError);
      assert.match(seen[0].message, /db:80/);
      assert.equal(inner.cancelled, failsBefore ? 0 : 1);
      assert.equal(clock.getDelayedCalls().length, 0);
      clock.advance(60);
      assert.equal(inner.attempts.length, 1);
      assert.equal(seen.length, 1);
    }
});

test("of very many failures the last ones are told; a backoff that is none is the reason", () => {
  const { clock, inner, seen } = world({ attempts: 100, backoff: () => 0 });
  for (let attempt = 1; attempt <= 100; attempt++) {
    inner.fail(new ConnectError(String(attempt)));
    clock.advance(0);
  }
  const [error] = seen as [Error];
  const { errors } = error.cause as AggregateError;
  assert.equal(errors.length, 16);
  assert.equal(errors[15].message, "100");
  const wrong = world({ backoff: () => Number.NaN });
  wrong.inner.fail(new ConnectError("no"));
  assert.equal(wrong.seen.length, 1);
  assert.throws(() => world({ attempts: 0 }), RangeError);
});

test("a number of seconds that is none is a failure, and nothing begins", () => {
  const { inner, seen } = world({ seconds: -1 });
  assert.equal(seen.length, 1);
  assert.ok(seen[0] instanceof Error);
  assert.equal(inner.attempts.length, 0);
});

test("R12: a pause ends with its reactor, which stops or crashes, and does not begin where it has", () => {
  for (const end of ["stop", "crash"] as const) {
    const network = new MemoryNetwork();
    const reactor = reactorOn(network.host("a"));
    reactor.run();
    const endpoint = new RetryEndpoint(reactor, new TCPClientEndpoint(reactor, "a", 1));
    const seen: unknown[] = [];
    const connect = () => endpoint.connect(Protocol).addErrback(({ value }) => seen.push(value));
    connect();
    network.advance(0.1);
    assert.deepEqual(seen, []);
    reactor[end]();
    network.advance(0.1);
    assert.match(String(seen), /ConnectError: .*the reactor stops/, end);
    connect();
    assert.match(String(seen[1]), /ReactorNotRestartable/);
    assert.equal(seen.length, 2);
  }
});
