import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ByteQueue } from "./byte-queue.ts";
import { indexOf } from "./concat.ts";
import { NotEnoughBytesError } from "./errors.ts";
import { utf8 } from "./text.ts";

/** The obvious queue: one array of numbers, searched from scratch every time. */
class Model {
  bytes: number[] = [];
  take(n: number): Uint8Array {
    return Uint8Array.from(this.bytes.splice(0, n));
  }
  indexOf(delimiter: Uint8Array, from: number): number {
    return indexOf(Uint8Array.from(this.bytes), delimiter, from);
  }
}

type Step =
  | { do: "append"; chunk: Uint8Array }
  | { do: "take" | "peek" | "skip"; part: number }
  | { do: "indexOf"; delimiter: number; from: number }
  | { do: "takeAll" }
  | { do: "clear" };

const delimiters = ["\n", "\r\n", "aa", "aab", "aabaa", ""].map(utf8);
const alphabet = fc.constantFrom(0x61, 0x62, 0x0d, 0x0a);
const tiny = fc.array(alphabet, { maxLength: 6 }).map((bytes) => Uint8Array.from(bytes));
/** Sizes on both sides of the limit under which chunks are gathered. */
const big = fc
  .tuple(fc.constantFrom(700, 1500, 4095, 4096, 5000), tiny)
  .map(([size, tail]) => Uint8Array.from([...new Uint8Array(size).fill(0x78), ...tail]));
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ do: fc.constant("append"), chunk: tiny }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("append"), chunk: big }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom("take", "peek", "skip"),
      part: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true })),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("indexOf"),
      delimiter: fc.nat(delimiters.length - 1),
      from: fc.oneof(fc.constant(0), fc.integer({ min: -1, max: 20 })),
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom<Step>({ do: "takeAll" }, { do: "clear" }) },
);

test("any sequence of operations answers as the obvious queue does, and views never change", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const queue = new ByteQueue();
      const model = new Model();
      const given: { view: Uint8Array; copy: Uint8Array }[] = [];
      const same = (view: Uint8Array, expected: Uint8Array): void => {
        assert.deepEqual(view, expected);
        given.push({ view, copy: expected });
      };
      for (const s of steps) {
        if (s.do === "append") {
          given.push({ view: s.chunk, copy: s.chunk.slice() });
          queue.append(s.chunk);
          for (const byte of s.chunk) model.bytes.push(byte);
        } else if (s.do === "indexOf") {
          const delimiter = delimiters[s.delimiter]!;
          assert.equal(queue.indexOf(delimiter, s.from), model.indexOf(delimiter, s.from));
        } else if (s.do === "takeAll") same(queue.takeAll(), model.take(model.bytes.length));
        else if (s.do === "clear") {
          queue.clear();
          model.bytes = [];
        } else {
          const n = Math.round(s.part * model.bytes.length);
          if (s.do === "take") same(queue.take(n), model.take(n));
          else if (s.do === "peek") same(queue.peek(n), Uint8Array.from(model.bytes.slice(0, n)));
          else {
            queue.skip(n);
            model.take(n);
          }
        }
        assert.equal(queue.length, model.bytes.length);
      }
      same(queue.takeAll(), Uint8Array.from(model.bytes));
      for (const { view, copy } of given) assert.deepEqual(view, copy);
    }),
    { numRuns: 400 },
  );
});

/** Bytes copied by `set` and looked at by `indexOf`, of every Uint8Array, while `body` runs. */
function workOf(body: () => void): number {
  let work = 0;
  const { set, indexOf: search } = Uint8Array.prototype;
  Uint8Array.prototype.set = function (source, offset) {
    work += source.length;
    set.call(this, source, offset);
  };
  Uint8Array.prototype.indexOf = function (value, from = 0) {
    const at = search.call(this, value, from);
    work += (at < 0 ? this.length : at + 1) - from;
    return at;
  };
  try {
    body();
  } finally {
    Uint8Array.prototype.set = set;
    Uint8Array.prototype.indexOf = search;
  }
  return work;
}

for (const size of [1, 3, 100, 4096])
  test(`a long line in pieces of ${size} costs linear work: one copy in, one scan, one copy out`, () => {
    const line = 1 << 20;
    const crlf = utf8("\r\n");
    const work = workOf(() => {
      const queue = new ByteQueue();
      for (let sent = 0; sent < line; sent += size) {
        queue.append(new Uint8Array(size).fill(0x78));
        assert.equal(queue.indexOf(crlf), -1);
      }
      queue.append(crlf);
      const at = queue.indexOf(crlf);
      assert.ok(at >= line && at === queue.length - 2);
      assert.equal(queue.take(at).length, at);
    });
    // Besides those three, each piece lets the last byte be looked at once more.
    assert.ok(work <= 4 * line + 4096, `${work / line} operations a byte`);
    assert.ok(work > line);
  });

test("ten thousand chunks waiting are drained with constant work each", () => {
  const count = 10_000;
  const queue = new ByteQueue();
  for (let i = 0; i < count; i++) queue.append(new Uint8Array(4096).fill(i & 0xff));
  const work = workOf(() => {
    for (let i = 0; i < count; i++) assert.equal(queue.take(4096)[0], i & 0xff);
  });
  assert.equal(work, 0, "whole chunks are not copied");
  assert.equal(queue.length, 0);
});

test("take is a view when the bytes lie in one chunk, a copy when they do not", () => {
  const queue = new ByteQueue();
  const first = utf8("hello ");
  queue.append(first);
  assert.equal(queue.take(5).buffer, first.buffer);
  const large = new Uint8Array(5000);
  queue.append(large);
  assert.notEqual(queue.take(2).buffer, large.buffer);
  assert.equal(queue.take(4999).buffer, large.buffer);
});

test("peek copies bytes that straddle chunks once, however often it looks", () => {
  const queue = new ByteQueue();
  queue.append(new Uint8Array(5000));
  queue.append(new Uint8Array(5000));
  queue.skip(4000);
  const seen = queue.peek(2000);
  assert.equal(
    workOf(() => assert.equal(queue.peek(2000), seen)),
    0,
  );
  assert.equal(queue.length, 6000);
});

test("asking for more than there is takes nothing", () => {
  const queue = new ByteQueue();
  queue.append(utf8("abc"));
  for (const ask of [() => queue.take(4), () => queue.peek(4), () => queue.skip(4)])
    assert.throws(ask, NotEnoughBytesError);
  for (const n of [-1, 0.5, Number.NaN]) assert.throws(() => queue.take(n), RangeError);
  assert.deepEqual(queue.takeAll(), utf8("abc"));
});

test("at: the byte at an index, wherever it lies", () => {
  const queue = new ByteQueue();
  let all: number[] = [];
  for (let i = 0; i < 20; i++) {
    const chunk = new Uint8Array(i % 3 === 0 ? 5000 : 7).fill(i);
    queue.append(chunk);
    all.push(...chunk);
    queue.skip(3);
    all = all.slice(3);
    for (const index of [0, 1, 6, 5000, all.length - 1]) assert.equal(queue.at(index), all[index]);
    assert.deepEqual([queue.at(-1), queue.at(all.length)], [undefined, undefined]);
  }
});
