import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { plain, repr } from "./repr.ts";

class Point {
  readonly x: number;
  constructor(x: number) {
    this.x = x;
  }
}
class Named {
  toString(): string {
    return "a name";
  }
}

test("repr is unambiguous text for each kind of value", () => {
  const rows: [unknown, string][] = [
    ['a "b"\n', '"a \\"b\\"\\n"'],
    [1.5, "1.5"],
    [-0, "-0"],
    [10n, "10n"],
    [null, "null"],
    [undefined, "undefined"],
    [Symbol("s"), "Symbol(s)"],
    [() => 1, "[Function (anonymous)]"],
    [Point, "[Function Point]"],
    [[1, ["a"]], '[1, ["a"]]'],
    [{ a: 1, "b c": "d" }, '{a: 1, "b c": "d"}'],
    [Object.assign(Object.create(null), { a: 1 }), "{a: 1}"],
    [new Point(1), "Point {x: 1}"],
    [new Named(), "a name"],
    [new Map([["a", 1]]), 'Map {"a" => 1}'],
    [new Set([1, 2]), "Set {1, 2}"],
    [new TypeError("no"), "[TypeError: no]"],
    [new Date(0), "1970-01-01T00:00:00.000Z"],
    [new Date(Number.NaN), "Invalid Date"],
    [/a/g, "/a/g"],
    [Uint8Array.of(0x61, 0x22, 0x5c, 10, 13, 0, 255), 'b"a\\"\\\\\\n\\r\\x00\\xff"'],
  ];
  for (const [value, expected] of rows) assert.equal(repr(value), expected);
});

test("plain is text as a reader wants it", () => {
  assert.equal(plain("a\nb"), "a\nb");
  assert.equal(plain(new TypeError("no")), "TypeError: no");
  assert.equal(plain(["a"]), '["a"]');
  assert.equal(plain(new Named()), "a name");
  assert.equal(plain(undefined), "undefined");
});

test("cycles, depth and size are bounded", () => {
  const cycle: Record<string, unknown> = { n: 1 };
  cycle.self = cycle;
  assert.equal(repr(cycle), "{n: 1, self: [Circular]}");
  assert.equal(repr([cycle.n, cycle.n]), "[1, 1]");
  assert.equal(repr([[[[[1]]]]]), "[[[[Array]]]]");
  assert.equal(repr({ a: { a: { a: { a: 1 } } } }), "{a: {a: {a: [Object]}}}");
  assert.match(repr(Array(1000).fill(0)), /^\[(0, ){50}…\]$/);
  assert.match(repr(new Uint8Array(1000)), /… \(1000 bytes\)$/);
  assert.ok(repr("x".repeat(1e6)).length < 11_000);
  const wide = (depth: number): unknown =>
    depth === 0 ? "x".repeat(1000) : Array.from({ length: 50 }, () => wide(depth - 1));
  assert.ok(repr(wide(3)).length < 100_000);
});

test("repr and plain never throw", () => {
  const bad = {
    get a(): never {
      throw new Error("getter");
    },
    b: 1,
  };
  assert.equal(repr(bad), "{a: <unrepresentable>, b: 1}");
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const nameless = { toString: () => ({}) };
  for (const value of [proxy, nameless]) {
    assert.equal(repr(value), "<unrepresentable>");
    assert.equal(plain(value), "<unrepresentable>");
  }
  fc.assert(
    fc.property(
      fc.anything({ withMap: true, withSet: true, withNullPrototype: true, withTypedArray: true }),
      (value) => {
        assert.equal(typeof repr(value), "string");
        assert.equal(typeof plain(value), "string");
      },
    ),
  );
});

test("numbers in a buffer are bounded as those in an array are", () => {
  assert.equal(repr(Float64Array.of(1, 2.5)), "Float64Array [1, 2.5]");
  assert.equal(repr(BigInt64Array.of(3n)), "BigInt64Array [3n]");
  assert.ok(repr(new Float64Array(1_000_000)).length < 1000);
  assert.equal(typeof repr(new DataView(new ArrayBuffer(1))), "string");
});
