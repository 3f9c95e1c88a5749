import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Timer, TimerHeap } from "./timer-heap.ts";

interface Named extends Timer {
  readonly name: number;
}
const timer = (name: number): Named => ({ name, at: 0, order: 0, index: -1 });
const always = Number.POSITIVE_INFINITY;

function drain(heap: TimerHeap<Named>): number[] {
  const names: number[] = [];
  for (let t = heap.popDue(always, always); t; t = heap.popDue(always, always)) names.push(t.name);
  return names;
}

test("any sequence of add, move and remove comes out sorted by time and order of setting", () => {
  const action = fc.record({
    kind: fc.constantFrom("add", "add", "move", "remove", "pop"),
    which: fc.nat(40),
    at: fc.nat(20),
  });
  fc.assert(
    fc.property(fc.array(action, { maxLength: 400 }), (actions) => {
      const heap = new TimerHeap<Named>();
      const live: Named[] = [];
      const first = (): Named | undefined =>
        [...live].sort((a, b) => a.at - b.at || a.order - b.order)[0];
      for (const { kind, which, at } of actions) {
        const chosen = live[which % Math.max(1, live.length)];
        if (kind === "add") {
          const added = timer(live.length);
          heap.add(added, at);
          live.push(added);
        } else if (kind === "pop") {
          const expected = first();
          const sorted = [...live].sort((x, y) => x.at - y.at || x.order - y.order);
          for (const most of [0, 1, which, always])
            assert.deepEqual(heap.earliest(most), sorted.slice(0, most));
          assert.equal(heap.nextAt(), expected?.at ?? always);
          assert.equal(heap.popDue(always, always), expected);
          if (expected) live.splice(live.indexOf(expected), 1);
        } else if (chosen !== undefined) {
          if (kind === "move") heap.move(chosen, at);
          else {
            heap.remove(chosen);
            live.splice(live.indexOf(chosen), 1);
          }
        }
        assert.equal(heap.size, live.length);
      }
      const rest = [...live].sort((a, b) => a.at - b.at || a.order - b.order);
      assert.deepEqual(heap.timers().length, rest.length);
      assert.deepEqual(
        drain(heap),
        rest.map((t) => t.name),
      );
    }),
  );
});

test("a million timers, half of them removed, leave nothing behind", () => {
  const heap = new TimerHeap<Named>();
  const timers = Array.from({ length: 1_000_000 }, (_, i) => timer(i));
  for (const t of timers) heap.add(t, (t.name * 7919) % 1000);
  for (const t of timers) if (t.name % 2) heap.remove(t);
  assert.equal(heap.size, 500_000);
  let last = -1;
  let count = 0;
  for (let t = heap.popDue(always, always); t; t = heap.popDue(always, always)) {
    assert.ok(t.at >= last);
    last = t.at;
    count += 1;
  }
  assert.equal(count, 500_000);
  assert.equal(heap.nextAt(), always);
});

test("removing a timer twice, or one that has come up, does nothing", () => {
  const heap = new TimerHeap<Named>();
  const t = timer(1);
  heap.add(t, 1);
  heap.remove(t);
  heap.remove(t);
  assert.equal(heap.popDue(5, always), undefined);
  heap.add(t, 2);
  assert.equal(heap.popDue(5, always), t);
  heap.remove(t);
  assert.equal(heap.size, 0);
});
