/** What holds for every chain of callbacks, checked against a model that has no time in it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Deferred } from "./deferred.ts";
import { AlreadyCalledError, CancelledError } from "./errors.ts";
import { Failure } from "./failure.ts";

/** What a callback does with the number it is given. */
const kinds = ["return", "throw", "fail", "wait", "waitAndFail"] as const;
interface Link {
  readonly on: "value" | "failure" | "both";
  readonly does: (typeof kinds)[number];
  /** For those that wait: the inner Deferred has fired already. */
  readonly fired: boolean;
}
const links = fc.array(
  fc.record<Link>({
    on: fc.constantFrom("value", "failure", "both"),
    does: fc.constantFrom(...kinds),
    fired: fc.boolean(),
  }),
  { maxLength: 12 },
);

/** The order of the calls and the last result, as they must be. */
function model(chain: readonly Link[], failed: boolean): { calls: number[]; failed: boolean } {
  const calls: number[] = [];
  let now = failed;
  for (const [i, link] of chain.entries()) {
    if (link.on !== "both" && (link.on === "failure") !== now) continue;
    calls.push(i);
    now = link.does !== "return" && link.does !== "wait";
  }
  return { calls, failed: now };
}

class Chain {
  readonly deferred: Deferred<unknown> = new Deferred<unknown>();
  readonly calls: number[] = [];
  readonly waiting: (() => void)[] = [];

  add(i: number, link: Link): void {
    const call = (): unknown => {
      this.calls.push(i);
      return this.#do(link);
    };
    if (link.on === "value") this.deferred.addCallback(call);
    else if (link.on === "failure") this.deferred.addErrback(call);
    else this.deferred.addBoth(call);
  }

  #do(link: Link): unknown {
    if (link.does === "return") return 1;
    if (link.does === "throw") throw new Error("thrown");
    if (link.does === "fail") return new Failure(new Error("returned"));
    const inner = new Deferred<number>();
    const fire = (): void =>
      link.does === "wait" ? inner.callback(1) : inner.errback(new Error("inner"));
    if (link.fired) fire();
    else this.waiting.push(fire);
    return inner;
  }

  fire(failed: boolean): void {
    if (failed) this.deferred.errback(new Error("fired"));
    else this.deferred.callback(0);
  }

  drain(): void {
    for (let fire = this.waiting.shift(); fire !== undefined; fire = this.waiting.shift()) fire();
  }
}

test("D1, D2, D3, D6: the order of calls is that of adding, whenever it fires and whatever it waits for", () => {
  fc.assert(
    fc.property(links, fc.boolean(), fc.nat(12), (chain, failed, fireAt) => {
      const subject = new Chain();
      for (const [i, link] of chain.entries()) {
        if (i === fireAt) subject.fire(failed);
        subject.add(i, link);
      }
      if (!subject.deferred.called) subject.fire(failed);
      subject.drain();
      const expected = model(chain, failed);
      assert.deepEqual(subject.calls, expected.calls);
      assert.equal(subject.deferred.result instanceof Failure, expected.failed);
      subject.deferred.addErrback(() => undefined);
    }),
  );
});

test("D10, D12, D13: of any firings and cancels in any order, exactly one is the result", () => {
  const acts = fc.array(fc.constantFrom("callback", "errback", "cancel"), { minLength: 1 });
  fc.assert(
    fc.property(acts, fc.boolean(), (acts, withCanceller) => {
      const d = new Deferred<string>(withCanceller ? (): void => {} : undefined);
      const results: string[] = [];
      d.addBoth((result) => {
        results.push(result instanceof Failure ? result.value.message : result);
      });
      let refused = 0;
      for (const act of acts) {
        try {
          if (act === "cancel") d.cancel();
          else if (act === "callback") d.callback("callback");
          else d.errback(new Error("errback"));
        } catch (error) {
          assert.ok(error instanceof AlreadyCalledError);
          refused += 1;
        }
      }
      assert.deepEqual(results, [acts[0] === "cancel" ? "cancelled" : acts[0]]);
      const later = acts.slice(1).filter((act) => act !== "cancel").length;
      const swallowed = acts[0] === "cancel" && !withCanceller && later > 0 ? 1 : 0;
      assert.equal(refused, later - swallowed);
    }),
  );
});

test("D14: a cancel goes to the innermost Deferred that is waited for, at any depth, and to no other", () => {
  fc.assert(
    fc.property(fc.nat(20), (depth) => {
      const asked: number[] = [];
      const innermost = new Deferred<number>(() => void asked.push(0));
      let outer = innermost;
      for (let i = 1; i <= depth; i++) {
        const inner = outer;
        outer = new Deferred<number>(() => void asked.push(i));
        outer.callback(i);
        outer = outer.addCallback(() => inner);
      }
      let failure: unknown;
      outer.addErrback((f) => {
        failure = f.check(CancelledError);
      });
      outer.cancel();
      assert.deepEqual([asked, failure], [[0], CancelledError]);
    }),
  );
});
