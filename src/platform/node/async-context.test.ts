import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { afterEach, test } from "node:test";
import { Deferred, inlineCallbacks, setContextBinder } from "../../deferred/index.ts";
import { keepAsyncContext } from "./async-context.ts";
import { node } from "./node.ts";

const storage = new AsyncLocalStorage<string>();
afterEach(() => setContextBinder(null));

test("D25: AsyncLocalStorage is kept across callbacks and yields, whoever fires", () => {
  keepAsyncContext();
  const seen: unknown[] = [];
  const note = (): void => void seen.push(storage.getStore());
  const gate = new Deferred<void>();
  const both = new Deferred<void>();
  storage.run("one", () =>
    inlineCallbacks(function* () {
      note();
      yield* gate;
      note();
    }),
  );
  storage.run("two", () => both.addCallback(note));
  both.addCallback(note);
  storage.run("firer", () => {
    gate.callback();
    both.callback();
    note();
  });
  assert.deepEqual(seen, ["one", "one", "two", undefined, "firer"]);
});

test("D25: and so does await of a Deferred, with or without it", async () => {
  for (const keep of [false, true]) {
    if (keep) keepAsyncContext();
    const gate = new Deferred<number>();
    const seen = storage.run("waiter", async () => {
      await gate;
      return storage.getStore();
    });
    storage.run("firer", () => gate.callback(1));
    assert.equal(await seen, "waiter");
  }
});

test("D25: the platform of Node.js keeps the context, unless it is told not to", () => {
  for (const [makePlatform, expected] of [
    [() => node({ asyncContext: false }), "firer"],
    [() => node(), "adder"],
  ] as const) {
    makePlatform();
    const d = new Deferred<void>();
    let seen: unknown;
    storage.run("adder", () =>
      d.addCallback(() => {
        seen = storage.getStore();
      }),
    );
    storage.run("firer", () => d.callback());
    assert.equal(seen, expected);
  }
});
