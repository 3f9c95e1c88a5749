import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { type Awaitable, Deferred, inlineCallbacks, succeed } from "../deferred/index.ts";
import { Logger } from "../logger/index.ts";
import { SystemExit } from "./errors.ts";
import { type ReactReactor, react } from "./react.ts";

/** A reactor by hand: `start` begins to run, `shutdown` stops it as a signal would. */
class HandReactor implements ReactReactor {
  readonly stopped = new Deferred<void>();
  stops = 0;
  #running = false;
  readonly #starting: (() => unknown)[] = [];
  readonly #before: (() => Awaitable<unknown>)[] = [];

  run(): Deferred<void> {
    this.#running = true;
    for (const f of this.#starting.splice(0)) f();
    return this.stopped;
  }
  stop(): void {
    this.stops += 1;
    this.shutdown();
  }
  shutdown(): void {
    this.#running = false;
    succeed(undefined)
      .addCallback(() => this.#before[0]?.())
      .addCallback(() => this.stopped.callback());
  }
  callWhenRunning(f: () => unknown): void {
    if (this.#running) f();
    else this.#starting.push(f);
  }
  addSystemEventTrigger(_phase: "before", _event: "shutdown", f: () => Awaitable<unknown>): void {
    this.#before.push(f);
  }
}

function failures(body: () => void): unknown[] {
  const logged: unknown[] = [];
  const failure = mock.method(Logger.prototype, "failure", (_: string, f: { value: Error }) => {
    logged.push(f.value.message);
  });
  body();
  failure.mock.restore();
  return logged;
}

test("R15: main is given the reactor and the arguments; when it is done the reactor is stopped, once", () => {
  const reactor = new HandReactor();
  const gate = new Deferred<void>();
  const given: unknown[] = [];
  const code = react(
    reactor,
    (...all) => {
      given.push(...all);
      return gate;
    },
    "a",
    2,
  );
  assert.deepEqual([given, code.called], [[reactor, "a", 2], false]);
  gate.callback();
  assert.deepEqual([code.result, reactor.stops], [0, 1]);
});

test("R15: main that is done before the reactor runs stops it when it does", () => {
  const reactor = new HandReactor();
  assert.equal(react(reactor, () => "done").result, 0);
  assert.equal(reactor.stops, 1);
});

test("R15: main that throws or fails is logged, and the status is 1", () => {
  for (const main of [
    () => {
      throw new Error("mine");
    },
    () => new Deferred<void>((d) => d.errback(new Error("mine"))),
  ]) {
    const reactor = new HandReactor();
    const logged = failures(() => {
      const code = react(reactor, () => {
        const result = main();
        result.cancel();
        return result;
      });
      assert.equal(code.result, 1);
    });
    assert.deepEqual(logged, ["mine"]);
  }
});

test("R15: a SystemExit is the status, and is not logged", () => {
  const logged = failures(() => {
    const code = react(new HandReactor(), () => {
      throw new SystemExit(3);
    });
    assert.equal(code.result, 3);
  });
  assert.deepEqual(logged, []);
});

test("R15: stopped from outside, main is cancelled, its cleaning up is waited for, and that is no error", () => {
  const reactor = new HandReactor();
  const cleaning = new Deferred<void>();
  const logged = failures(() => {
    const code = react(reactor, () =>
      inlineCallbacks(function* () {
        try {
          yield* new Deferred<void>();
        } finally {
          yield* cleaning;
        }
      }),
    );
    reactor.shutdown();
    assert.equal(code.called, false);
    cleaning.callback();
    assert.deepEqual([code.result, reactor.stops], [0, 0]);
  });
  assert.deepEqual(logged, []);
});

test("an error while it cleans up is one", () => {
  const reactor = new HandReactor();
  const logged = failures(() => {
    const code = react(reactor, () =>
      inlineCallbacks(function* () {
        try {
          yield* new Deferred<void>();
        } finally {
          yield* succeed(0);
          reactor.callWhenRunning(() => {});
        }
      }).addErrback(() => {
        throw new Error("while cleaning up");
      }),
    );
    reactor.shutdown();
    assert.equal(code.result, 1);
  });
  assert.deepEqual(logged, ["while cleaning up"]);
});

test("R15: main that is done while the reactor stops does not stop it again", () => {
  const reactor = new HandReactor();
  const gate = new Deferred<void>((d) => d.callback());
  const code = react(reactor, () => gate);
  reactor.shutdown();
  assert.deepEqual([code.result, reactor.stops], [0, 0]);
});
