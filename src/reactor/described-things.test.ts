import assert from "node:assert/strict";
import { test } from "node:test";
import { implementer } from "../components/index.ts";
import { type Figures, IFigures } from "../net/index.ts";
import { trackResources } from "../resources/index.ts";
import { Clock } from "../time/index.ts";
import { DescribedThings, figuresOf, first, foremost, safeClassOf, unwrapped } from "./described-things.ts";

test("a thing keeps its number, and no other gets it", () => {
  const things = new DescribedThings();
  const [a, b] = [{}, {}];
  assert.deepEqual([things.idOf(a), things.idOf(b), things.idOf(a)], [1, 2, 1]);
  assert.deepEqual(things.of(b), { id: 2, place: null });
});

test("where resources are tracked, a thing is of the line that made it", () => {
  using _ = trackResources();
  const clock = new Clock();
  const call = clock.callLater(1, () => {});
  assert.match(new DescribedThings().of(call).place ?? "", /described-things\.test\.js:\d+:\d+$/);
});

test("the foremost are what sorting all would give, whatever the limit is", () => {
  const numbers = Array.from({ length: 200 }, (_, n) => ({ size: (n * 7919) % 31, n }));
  const before = (a: { size: number }, b: { size: number }): number => b.size - a.size;
  const sorted = [...numbers].sort(before);
  for (const most of [0, 1, 7, 199, 200, 500, Number.POSITIVE_INFINITY])
    assert.deepEqual(foremost(numbers, most, before), sorted.slice(0, most));
  assert.deepEqual(first([3, 1, 2], 2), [3, 1]);
});

class Telling implements IFigures {
  static {
    implementer(IFigures)(this);
  }
  readonly #told: unknown;
  constructor(told: unknown) {
    this.#told = told;
  }
  figures(): Figures {
    if (this.#told instanceof Error) throw this.#told;
    return this.#told as Figures;
  }
}

test("figures are short values; whatever else users tell is made one, or said to be wrong", () => {
  assert.equal(figuresOf({ figures: () => ({ a: 1 }) }), null);
  assert.deepEqual(figuresOf(new Telling({ a: 1, b: "x", c: null, d: true })), {
    a: 1,
    b: "x",
    c: null,
    d: true,
  });
  assert.deepEqual(figuresOf(new Telling({ n: Number.NaN, big: 10n, list: [1, 2] })), {
    n: "NaN",
    big: "10",
    list: "1,2",
  });
  assert.deepEqual(figuresOf(new Telling(new Error("broken"))), { error: "broken" });
  assert.deepEqual(Object.keys(figuresOf(new Telling(null)) ?? {}), ["error"]);
  const bad = {
    get x(): number {
      throw new Error("getter");
    },
  };
  assert.deepEqual(figuresOf(new Telling(bad)), { error: "getter" });
  const long = figuresOf(new Telling({ text: "x".repeat(10_000) }));
  assert.equal(String(long?.text).length, 200);
  const many = Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`f${n}`, n]));
  assert.equal(Object.keys(figuresOf(new Telling(many)) ?? {}).length, 20);
});

test("an object whose class cannot be asked for has a name all the same", () => {
  const hostile = new Proxy(
    {},
    {
      get() {
        throw new Error("no");
      },
    },
  );
  assert.equal(safeClassOf(hostile), "an object that throws");
  assert.equal(unwrapped(hostile).inner, hostile);
});
