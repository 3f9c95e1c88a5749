import assert from "node:assert/strict";
import { test } from "node:test";
import { Deferred, type Failure, fail } from "../deferred/index.ts";
import { SystemEvents } from "./system-events.ts";

function world() {
  const failures: string[] = [];
  const soon: (() => void)[] = [];
  const events = new SystemEvents(
    (event: string, failure: Failure) => failures.push(`${event}: ${failure.value.message}`),
    (run) => soon.push(run),
  );
  const calls: string[] = [];
  const note = (name: string) => (): void => {
    calls.push(name);
  };
  const settle = (): void => {
    while (soon.length > 0) soon.shift()!();
  };
  return { events, failures, calls, note, settle };
}

test("R7: before, during, after; in a phase in the order added", () => {
  const { events, calls, note } = world();
  events.add("after", "shutdown", note("after 1"));
  events.add("during", "shutdown", note("during 1"));
  events.add("before", "shutdown", note("before 1"));
  events.add("during", "shutdown", note("during 2"));
  events.add("before", "shutdown", note("before 2"));
  events.add("before", "other", note("another event"));
  assert.equal(events.fire("shutdown").called, true);
  assert.deepEqual(calls, ["before 1", "before 2", "during 1", "during 2", "after 1"]);
});

test("R7: all Deferreds of before are waited for; what is returned later is not", () => {
  const { events, calls, note, settle } = world();
  const [first, second] = [new Deferred<void>(), new Deferred<void>()];
  events.add("before", "e", () => first);
  events.add("before", "e", () => second);
  events.add("during", "e", () => {
    note("during")();
    return new Deferred<void>();
  });
  events.add("after", "e", note("after"));
  const done = events.fire("e");
  second.callback(undefined);
  settle();
  assert.deepEqual(calls, []);
  first.callback(undefined);
  assert.deepEqual(calls, [], "X8: not inside of what fired the last Deferred");
  settle();
  assert.deepEqual(calls, ["during", "after"]);
  assert.equal(done.called, true);
});

test("R7: an async function in before is waited for as well", async () => {
  const { events, calls, note, settle } = world();
  events.add("before", "e", async () => {
    await undefined;
    note("before")();
  });
  events.add("during", "e", note("during"));
  events.fire("e");
  for (let i = 0; i < 3; i++) {
    await new Promise(setImmediate);
    settle();
  }
  assert.deepEqual(calls, ["before", "during"]);
});

test("R7: what a trigger throws, or fails with, is reported once; all others are called", () => {
  const { events, calls, failures, note, settle } = world();
  const waiting = new Deferred<void>();
  events.add("before", "e", () => {
    throw new Error("thrown");
  });
  events.add("before", "e", () => fail(new Error("failed")));
  events.add("before", "e", () => waiting);
  events.add("during", "e", () => {
    throw new Error("in during");
  });
  events.add("during", "e", note("during"));
  events.add("after", "e", note("after"));
  events.fire("e");
  waiting.errback(new Error("failed late"));
  settle();
  assert.deepEqual(calls, ["during", "after"]);
  assert.deepEqual(failures, ["e: thrown", "e: failed", "e: failed late", "e: in during"]);
});

test("R18: a trigger is removed by its handle, once", () => {
  const { events, calls, note } = world();
  const handle = events.add("during", "e", note("removed"));
  events.add("during", "e", note("kept"));
  events.remove(handle);
  assert.throws(() => events.remove(handle), RangeError);
  const used = events.add("during", "e", note("used"));
  events.fire("e");
  assert.throws(() => events.remove(used), RangeError);
  assert.throws(() => events.remove({ phase: "before", event: "none" }), RangeError);
  assert.deepEqual(calls, ["kept", "used"]);
});

test("R18: a phase that is none is refused", () => {
  const { events } = world();
  assert.throws(() => events.add("later" as never, "e", () => {}), /before, during, after/);
});

test("a trigger may remove one that is to come, and add one that is called too", () => {
  const { events, calls, note } = world();
  events.add("before", "e", () => {
    events.remove(victim);
    events.add("before", "e", note("added"));
  });
  const victim = events.add("before", "e", note("removed"));
  events.fire("e");
  assert.deepEqual(calls, ["added"]);
});

test("a trigger is called once, however often the event is fired", () => {
  const { events, calls, note } = world();
  events.add("during", "e", note("once"));
  events.fire("e");
  events.fire("e");
  events.fire("nobody waits for this");
  assert.deepEqual(calls, ["once"]);
});
