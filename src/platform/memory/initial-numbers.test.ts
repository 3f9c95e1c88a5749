import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { InitialNumbers, isNewer } from "./initial-numbers.ts";

test("a later connection's are larger than all that an earlier one has used, at whatever time", () => {
  const connections = fc.array(
    fc.record({
      wait: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 60, noNaN: true })),
      bytes: fc.oneof(fc.nat(100), fc.nat(10_000_000)),
    }),
    { maxLength: 50 },
  );
  fc.assert(
    fc.property(
      fc.nat(),
      fc.double({ min: 0, max: 1e6, noNaN: true }),
      connections,
      (base, start, all) => {
        const numbers = new InitialNumbers(base);
        let now = start;
        let end: number | undefined;
        for (const { wait, bytes } of all) {
          now += wait;
          const initial = numbers.next(now);
          if (end !== undefined) assert.ok(isNewer(initial, end), `${initial} after ${end}`);
          end = initial + 1 + bytes;
          numbers.used(initial, end);
        }
      },
    ),
  );
});

test("so are those of one that began while others were open", () => {
  const numbers = new InitialNumbers();
  const first = numbers.next(0);
  const second = numbers.next(0);
  numbers.used(second, second + 2);
  numbers.used(first, first + 1_000_000);
  assert.ok(isNewer(numbers.next(0), first + 1_000_000));
});

test("they stay below 2^30, after however long a time and however many connections", () => {
  const numbers = new InitialNumbers();
  for (let now = 0; now < 1e9; now += 1234.567) assert.ok(numbers.next(now) < 2 ** 30);
  for (let i = 0; i < 200_000; i++) assert.ok(numbers.next(0) < 2 ** 30);
});

test("an end is not newer than a beginning that came after it", () => {
  assert.equal(isNewer(1000, 999), true);
  assert.equal(isNewer(1000, 1000), true);
  assert.equal(isNewer(1000, 1001), false);
  assert.equal(isNewer(5, 2 ** 30 - 5), true);
  assert.equal(isNewer(2 ** 30 - 5, 2 ** 30 + 5), false);
});
