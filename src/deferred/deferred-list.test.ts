import assert from "node:assert/strict";
import { mock, test } from "node:test";
import fc from "fast-check";
import { Logger } from "../logger/index.ts";
import { fail, succeed } from "./constructors.ts";
import { Deferred } from "./deferred.ts";
import { DeferredList, gatherResults } from "./deferred-list.ts";
import { CancelledError, FirstError } from "./errors.ts";
import type { Failure } from "./failure.ts";
import { flushUnhandledFailures } from "./unhandled.ts";

const unhandled = (): string[] => flushUnhandledFailures().map((f) => f.value.message);

test("D26: the results are in the order of the list, whatever the order of firing", () => {
  const shuffled = fc
    .nat(12)
    .chain((n) => fc.shuffledSubarray([...Array(n).keys()], { minLength: n }));
  fc.assert(
    fc.property(shuffled, (order) => {
      const inAll = order.map(() => new Deferred<number>());
      const inList = order.map(() => new Deferred<number>());
      const all = gatherResults(inAll);
      const list = new DeferredList(inList);
      for (const i of order) {
        assert.ok(!all.called && !list.called);
        inAll[i]!.callback(i);
        inList[i]!.callback(i);
      }
      const sorted = [...order.keys()];
      assert.deepEqual(all.result, sorted);
      assert.deepEqual(
        list.result,
        sorted.map((value) => ({ success: true, value })),
      );
    }),
  );
});

test("D26: an empty list fires at once", () => {
  assert.deepEqual(new DeferredList([]).result, []);
  assert.deepEqual(gatherResults([]).result, []);
});

test("D27: a list tells how each member ended, and the failures stay unhandled unless consumed", () => {
  flushUnhandledFailures();
  const error = new Error("mine");
  for (const consumeErrors of [false, true]) {
    const list = new DeferredList<unknown>([succeed(1), fail(error)], { consumeErrors });
    const results = list.result as { success: boolean; failure?: Failure }[];
    assert.deepEqual(
      results.map((r) => [r.success, r.failure?.value]),
      [
        [true, undefined],
        [false, error],
      ],
    );
    assert.deepEqual(unhandled(), consumeErrors ? [] : ["mine"]);
  }
});

test("D27: gatherResults fails with FirstError, which says which; later failures are not hidden", () => {
  flushUnhandledFailures();
  for (const consumeErrors of [false, true]) {
    const members = [0, 1, 2].map(() => new Deferred<number>());
    const all = gatherResults(members, { consumeErrors });
    let first: unknown;
    all.addErrback((failure) => {
      first = failure.value;
    });
    members[2]?.errback(new Error("two"));
    assert.ok(first instanceof FirstError);
    assert.deepEqual([first.index, (first.cause as Error).message], [2, "two"]);
    members[0]?.errback(new Error("zero"));
    assert.deepEqual(unhandled(), consumeErrors ? [] : ["two", "zero"]);
  }
});

test("D7: a member whose result is taken while the list fires has it again afterwards", () => {
  const member = new Deferred<number>();
  const list = new DeferredList([member]);
  let thief: unknown;
  list.addCallback(() => {
    const d = succeed(0).addCallback(() => member);
    thief = d.result;
  });
  member.callback(1);
  assert.deepEqual([thief, member.result], [1, 1]); // as in Twisted, where a callback gives it back
});

test("100,000 lists in each other take constant stack", () => {
  const first = new Deferred<unknown>();
  let all: Deferred<unknown> = first;
  for (let i = 0; i < 100_000; i++) all = gatherResults([all]);
  first.callback(1);
  assert.equal(all.called, true);
});

test("D28: gatherResults does not cancel the rest when one fails", () => {
  const rest = new Deferred<number>(() => assert.fail("was cancelled"));
  const all = gatherResults([fail(new Error("x")), rest], { consumeErrors: true });
  all.addErrback(() => undefined);
  rest.callback(1);
  assert.equal(rest.result, 1);
});

test("D28: cancelling the list cancels every member", () => {
  const asked: number[] = [];
  const members = (): Deferred<void>[] => [0, 1].map((i) => new Deferred(() => void asked.push(i)));
  const list = new DeferredList(members(), { consumeErrors: true });
  list.cancel();
  const results = list.result as { failure: Failure }[];
  assert.deepEqual(
    results.map((r) => r.failure.value.name),
    ["CancelledError", "CancelledError"],
  );
  const all = gatherResults(members(), { consumeErrors: true });
  let cause: unknown;
  all.addErrback((failure) => {
    failure.trap(FirstError);
    cause = failure.value.cause;
  });
  all.cancel();
  assert.ok(cause instanceof CancelledError);
  assert.deepEqual(asked, [0, 1, 0, 1]);
});

test("D28: a cancelled list waits for a member that goes on, and ends as its members do", () => {
  const cleanUp = new Deferred<string>();
  const member = new Deferred<string>().addErrback(() => cleanUp);
  const list = new DeferredList([member]);
  const outer = succeed(1).addCallback(() => list);
  outer.cancel();
  assert.equal(list.called, false);
  cleanUp.callback("clean");
  assert.deepEqual(outer.result, [{ success: true, value: "clean" }]);
  outer.cancel();
});

test("D14: cancelling a list that waits for what a callback of its own returned cancels that", () => {
  const inner = new Deferred<string>((self) => self.callback("stopped"));
  const list = new DeferredList([succeed(1)]).addCallback(() => inner);
  list.cancel();
  assert.equal(list.result, "stopped");
});

test("D26, D27: fireOnOneCallback fires with the first success and where it stands; for none, never", () => {
  const members = [0, 1, 2].map(() => new Deferred<string>());
  const list = new DeferredList(members, { fireOnOneCallback: true, consumeErrors: true });
  members[0]?.errback(new Error("x"));
  assert.equal(list.called, false);
  members[2]?.callback("third");
  assert.deepEqual(list.result, { index: 2, value: "third" });
  members[1]?.callback("late");
  assert.deepEqual(list.result, { index: 2, value: "third" });

  const none = new DeferredList<string, { fireOnOneCallback: true }>([], {
    fireOnOneCallback: true,
  });
  assert.equal(none.called, false);

  const allFail = new DeferredList<string, { fireOnOneCallback: true; consumeErrors: true }>(
    [fail(new Error("a")), fail(new Error("b"))],
    { fireOnOneCallback: true, consumeErrors: true },
  );
  assert.equal((allFail.result as unknown[]).length, 2);
});

test("D27: fireOnOneErrback fails with the first failure; with both options the first of either kind decides", () => {
  const members = [0, 1].map(() => new Deferred<string>());
  const list = new DeferredList(members, { fireOnOneErrback: true, consumeErrors: true });
  let seen: unknown;
  list.addErrback((failure) => {
    seen = failure.value;
  });
  members[0]?.callback("x");
  members[1]?.errback(new Error("y"));
  assert.ok(seen instanceof FirstError && seen.index === 1);

  const both = { fireOnOneCallback: true, fireOnOneErrback: true, consumeErrors: true } as const;
  const won = new DeferredList([fail(new Error("no")) as Deferred<string>, succeed("yes")], both);
  won.addErrback((failure) => failure.value.name);
  assert.equal(won.result, "FirstError");
});

test("D28: cancelling a list that a member of it waits for is no endless round", () => {
  const members = [0, 1, 2].map(() => succeed(0));
  const last = new Deferred<number>();
  const list = new DeferredList([...members, last]);
  for (const member of members) member.addCallback(() => list);
  list.cancel();
  assert.ok(list.called);
  assert.deepEqual(unhandled(), ["cancelled"]);
});

test("D28: a canceller that throws keeps no other member from being cancelled, and is logged", () => {
  const failure = mock.method(Logger.prototype, "failure", () => {});
  let asked = false;
  const list = new DeferredList([
    new Deferred<void>(() => {
      throw new Error("mine");
    }),
    new Deferred<void>(() => {
      asked = true;
    }),
  ]);
  list.cancel();
  failure.mock.restore();
  assert.deepEqual([asked, failure.mock.callCount()], [true, 1]);
  flushUnhandledFailures();
});

test("members may be promises", async () => {
  const error = new Error("mine");
  assert.deepEqual(await gatherResults([Promise.resolve(1), succeed("x")]), [1, "x"]);
  const list = await new DeferredList<unknown>([Promise.reject(error), succeed(1)], {
    consumeErrors: true,
  });
  assert.deepEqual(
    list.map((result) => result.success),
    [false, true],
  );
});

test("members keep their results", () => {
  const member = succeed(1);
  gatherResults([member]);
  new DeferredList([member]);
  assert.equal(member.result, 1);
});
