import assert from "node:assert/strict";
import { test } from "node:test";
import { implementer } from "../components/index.ts";
import { type Figures, figuresOf, IFigures } from "./figures.ts";

test("what has figures says so by having the method, declared", () => {
  class Chat {
    figures(): Figures {
      return { name: "ada" };
    }
  }
  assert.equal(IFigures.providedBy(new Chat()), false);
  assert.equal(figuresOf(new Chat()), null);
  class Declared extends Chat {
    static {
      implementer(IFigures)(this);
    }
  }
  assert.deepEqual(figuresOf(new Declared()), { name: "ada" });
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
