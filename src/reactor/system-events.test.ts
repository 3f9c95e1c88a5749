import assert from "node:assert/strict";
import { test } from "node:test";
import { Deferred } from "../deferred/index.ts";
import type { SystemEventPhase } from "../net/index.ts";
import { SystemEvents } from "./system-events.ts";

function setUp() {
  const failures: string[] = [];
  const events = new SystemEvents((event, { value }) =>
    failures.push(`${event}: ${value.message}`),
  );
  const calls: string[] = [];
  const add = (phase: SystemEventPhase, name: string, result?: unknown) =>
    events.add(phase, "shutdown", () => {
      calls.push(name);
      return result;
    });
  return { events, failures, calls, add };
}

test("R7: before is waited for, then during, then after; within a phase in the order added", () => {
  const { events, calls, add } = setUp();
  const gates = [new Deferred<void>(), new Deferred<void>()];
  add("after", "after");
  add("during", "during");
  add("before", "before 1", gates[0]);
  add("before", "before 2", gates[1]);
  const fired = events.fire("shutdown");
  gates[1]?.callback(undefined);
  assert.deepEqual(calls, ["before 1", "before 2"]);
  gates[0]?.callback(undefined);
  assert.deepEqual(calls, ["before 1", "before 2", "during", "after"]);
  assert.equal(fired.called, true);
});

test("R7: what throws or fails is reported, and the others are called", () => {
  const { events, failures, calls, add } = setUp();
  events.add("before", "shutdown", () => {
    throw new Error("thrown");
  });
  const failing = new Deferred<void>();
  add("before", "before", failing);
  add("after", "after");
  events.fire("shutdown");
  failing.errback(new Error("failed"));
  assert.deepEqual(failures, ["shutdown: thrown", "shutdown: failed"]);
  assert.deepEqual(calls, ["before", "after"]);
});

test("R18: a trigger can be removed once; a phase that is none is refused", () => {
  const { events, calls, add } = setUp();
  const handle = add("during", "never");
  events.remove(handle);
  assert.throws(() => events.remove(handle), RangeError);
  assert.throws(() => add("sometime" as SystemEventPhase, "x"), /before, during, after/);
  events.fire("shutdown");
  assert.deepEqual(calls, []);
});

test("a trigger is called once, and one that is added meanwhile is called too", () => {
  const { events, calls, add } = setUp();
  events.add("during", "shutdown", () => void add("during", "late"));
  events.fire("shutdown");
  events.fire("shutdown");
  events.fire("nobody asked for this");
  assert.deepEqual(calls, ["late"]);
});
