/** What a generator does under `inlineCallbacks` is what an async function does: the same steps, the same end. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fail, succeed } from "./constructors.ts";
import { Deferred } from "./deferred.ts";
import { Failure } from "./failure.ts";
import { inlineCallbacks } from "./inline-callbacks.ts";

interface Wait {
  readonly on: "fired" | "failed" | "later" | "failsLater" | "nested";
  /** Does a `try` around it swallow an error? */
  readonly guarded: boolean;
}
const waits = fc.array(
  fc.record<Wait>({
    on: fc.constantFrom("fired", "failed", "later", "failsLater", "nested"),
    guarded: fc.boolean(),
  }),
  { maxLength: 10 },
);

/** One run of a script of waits: gives what is to be waited for, and notes what comes of it. */
class Script {
  readonly log: string[] = [];
  readonly #pending: (() => void)[] = [];

  open({ on }: Wait, i: number): Deferred<number> {
    if (on === "fired") return succeed(i);
    if (on === "failed") return fail(new Error(`${i}`));
    const later = new Deferred<number>();
    this.#pending.push(() =>
      on === "failsLater" ? later.errback(new Error(`${i}`)) : later.callback(i),
    );
    if (on !== "nested") return later;
    return inlineCallbacks(function* () {
      return (yield* later) + (yield* succeed(100));
    });
  }

  /** Fire the oldest that is waited for. Was there one? */
  fire(): boolean {
    const next = this.#pending.shift();
    next?.();
    return next !== undefined;
  }
}

function* generator(
  script: Script,
  all: readonly Wait[],
): Generator<Deferred<unknown>, string, unknown> {
  try {
    for (const [i, wait] of all.entries()) {
      if (!wait.guarded) script.log.push(`${yield* script.open(wait, i)}`);
      else
        try {
          script.log.push(`${yield* script.open(wait, i)}`);
        } catch (error) {
          script.log.push(`caught ${(error as Error).message}`);
        }
    }
    return "end";
  } finally {
    script.log.push("finally");
  }
}

async function asyncFunction(script: Script, all: readonly Wait[]): Promise<string> {
  try {
    for (const [i, wait] of all.entries()) {
      if (!wait.guarded) script.log.push(`${await script.open(wait, i)}`);
      else
        try {
          script.log.push(`${await script.open(wait, i)}`);
        } catch (error) {
          script.log.push(`caught ${(error as Error).message}`);
        }
    }
    return "end";
  } finally {
    script.log.push("finally");
  }
}

const ended = (result: unknown): string =>
  result instanceof Failure ? `failed ${result.value.message}` : `${result}`;

test("D22: a generator goes through the same steps as an async function, and without waiting for a microtask", async () => {
  await fc.assert(
    fc.asyncProperty(waits, async (all) => {
      const sync = new Script();
      inlineCallbacks(generator, sync, all).addBoth((result) => sync.log.push(ended(result)));
      while (sync.fire());
      const late = new Script();
      const done = asyncFunction(late, all).then(
        (value) => late.log.push(value),
        (error: Error) => late.log.push(`failed ${error.message}`),
      );
      for (let i = 0; i < 100; i++) {
        await Promise.resolve();
        late.fire();
      }
      await done;
      assert.deepEqual(sync.log, late.log);
    }),
    { numRuns: 200 },
  );
});

test("D24: cancelled at any wait, it is told there, its finally runs once, and it ends once", () => {
  fc.assert(
    fc.property(waits, fc.nat(8), (all, fires) => {
      const script = new Script();
      const ends: string[] = [];
      const d = inlineCallbacks(generator, script, all);
      d.addBoth((result) => void ends.push(ended(result)));
      for (let i = 0; i < fires; i++) script.fire();
      const over = ends.length;
      const before = script.log.length;
      d.cancel();
      if (over === 1) assert.equal(script.log.length, before);
      else assert.ok(/^(caught cancelled|finally)$/.test(script.log[before] ?? ""));
      for (let i = 0; ends.length === 0 && i <= all.length; i++) d.cancel();
      assert.equal(ends.length, 1);
      assert.equal(script.log.filter((line) => line === "finally").length, 1);
      // What is fired when nobody waits any more changes nothing.
      while (script.fire());
      assert.equal(ends.length, 1);
    }),
  );
});
