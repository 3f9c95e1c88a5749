import assert from "node:assert/strict";
import { test } from "node:test";
import { type Flushable, Turn } from "./turn.ts";

function world(): { turn: Turn; soon: (() => void)[]; flushed: string[] } {
  const soon: (() => void)[] = [];
  return { turn: new Turn((run) => soon.push(run)), soon, flushed: [] };
}

function work(name: string, flushed: string[], then: () => void = () => {}): Flushable {
  return {
    flush: () => {
      flushed.push(name);
      then();
    },
  };
}

test("what is marked during a turn is flushed when it ends, in order", () => {
  const { turn, soon, flushed } = world();
  turn.enter();
  turn.mark(work("a", flushed));
  turn.mark(work("b", flushed));
  assert.deepEqual(flushed, []);
  turn.leave();
  assert.deepEqual(flushed, ["a", "b"]);
  assert.equal(soon.length, 0, "nothing is left for later");
});

test("run is a turn for what it is given", () => {
  const { turn, flushed } = world();
  turn.run(() => {
    turn.mark(work("a", flushed));
    assert.deepEqual(flushed, []);
  });
  assert.deepEqual(flushed, ["a"]);
});

test("a turn inside a turn belongs to it", () => {
  const { turn, flushed } = world();
  turn.enter();
  turn.enter();
  turn.mark(work("a", flushed));
  turn.leave();
  assert.deepEqual(flushed, []);
  turn.leave();
  assert.deepEqual(flushed, ["a"]);
});

test("what is marked while flushing is flushed in the same turn, itself included", () => {
  const { turn, soon, flushed } = world();
  let again = true;
  const b = work("b", flushed);
  const a = work("a", flushed, () => {
    if (!again) return;
    again = false;
    turn.mark(b);
    turn.mark(a);
  });
  turn.enter();
  turn.mark(a);
  turn.leave();
  assert.deepEqual(flushed, ["a", "b", "a"]);
  assert.equal(soon.length, 0);
});

test("a flush that runs user code, a turn inside, does not flush in its middle", () => {
  const { turn, flushed } = world();
  const b = work("b", flushed);
  const a = work("a begins", flushed, () => {
    turn.enter();
    turn.mark(b);
    turn.leave();
    flushed.push("a ends");
  });
  turn.enter();
  turn.mark(a);
  turn.leave();
  assert.deepEqual(flushed, ["a begins", "a ends", "b"]);
});

test("outside of a turn one turn is made, soon, for all that is marked until then", () => {
  const { turn, soon, flushed } = world();
  turn.mark(work("a", flushed));
  turn.mark(work("b", flushed));
  assert.deepEqual(flushed, []);
  assert.equal(soon.length, 1);
  soon.shift()!();
  assert.deepEqual(flushed, ["a", "b"]);
  turn.mark(work("c", flushed));
  assert.equal(soon.length, 1, "and another one for what comes after");
  soon.shift()!();
  assert.deepEqual(flushed, ["a", "b", "c"]);
});

test("a turn that comes before the one that was made takes its work; that one does nothing", () => {
  const { turn, soon, flushed } = world();
  turn.mark(work("a", flushed));
  turn.enter();
  turn.leave();
  assert.deepEqual(flushed, ["a"]);
  soon.shift()!();
  assert.deepEqual(flushed, ["a"]);
});
