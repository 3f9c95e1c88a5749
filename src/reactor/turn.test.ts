import assert from "node:assert/strict";
import { test } from "node:test";
import { Turn } from "./turn.ts";

function setUp() {
  const soon: (() => void)[] = [];
  const turn = new Turn((run) => void soon.push(run));
  const flushed: string[] = [];
  const work = (name: string, then: () => void = () => {}) => ({
    flush: () => {
      flushed.push(name);
      then();
    },
  });
  const settle = (): void => {
    for (const run of soon.splice(0)) run();
  };
  return { turn, flushed, work, settle, soon };
}

test("what is marked in a turn is flushed when the outermost level ends, in order", () => {
  const { turn, flushed, work, soon } = setUp();
  turn.enter();
  turn.mark(work("a"));
  turn.enter();
  turn.mark(work("b"));
  turn.leave();
  assert.deepEqual(flushed, []);
  turn.leave();
  assert.deepEqual(flushed, ["a", "b"]);
  assert.equal(soon.length, 0);
});

test("what is marked while flushing is flushed in the same turn", () => {
  const { turn, flushed, work } = setUp();
  turn.enter();
  turn.mark(work("a", () => turn.mark(work("b", () => turn.mark(work("c"))))));
  turn.leave();
  assert.deepEqual(flushed, ["a", "b", "c"]);
});

test("outside of any turn a turn is made soon, one for all that is marked until then", () => {
  const { turn, flushed, work, settle, soon } = setUp();
  turn.mark(work("a"));
  turn.mark(work("b"));
  assert.deepEqual([flushed, soon.length], [[], 1]);
  settle();
  assert.deepEqual(flushed, ["a", "b"]);
  turn.mark(work("c"));
  settle();
  assert.deepEqual(flushed, ["a", "b", "c"]);
});

test("a turn of the platform's takes along what was marked outside", () => {
  const { turn, flushed, work, settle } = setUp();
  turn.mark(work("a"));
  turn.enter();
  turn.leave();
  assert.deepEqual(flushed, ["a"]);
  settle();
  assert.deepEqual(flushed, ["a"]);
});
