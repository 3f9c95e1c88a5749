import assert from "node:assert/strict";
import { test } from "node:test";
import { directlyProvides } from "../components/index.ts";
import { Deferred } from "../deferred/index.ts";
import { ILoggingContext, PipeAddress } from "../net/index.ts";
import { classOf, logPrefixOf, nameOfFactory, runUserCode, safeClassOf } from "./user-code.ts";

test("what is thrown goes to `failed`, whatever it is", () => {
  const seen: unknown[] = [];
  const failed = (thrown: unknown): number => seen.push(thrown);
  assert.equal(
    runUserCode(() => 1, failed),
    true,
  );
  for (const thrown of [new Error("x"), "text", undefined, null])
    assert.equal(
      runUserCode(() => {
        throw thrown;
      }, failed),
      false,
    );
  assert.equal(seen.length, 4);
  assert.deepEqual(seen.slice(1), ["text", undefined, null]);
});

test("what an async function rejects with goes to `failed` too, later", async () => {
  const seen: unknown[] = [];
  const began = runUserCode(
    async () => {
      throw new RangeError("later");
    },
    (thrown) => seen.push(thrown),
  );
  assert.equal(began, true);
  assert.equal(seen.length, 0);
  await new Promise(setImmediate);
  assert.ok(seen[0] instanceof RangeError);
  assert.equal(seen.length, 1);
});

test("a Deferred that fails is an async function like any other", async () => {
  const seen: unknown[] = [];
  const failed = (thrown: unknown): number => seen.push(thrown);
  const deferred = new Deferred<void>();
  assert.equal(
    runUserCode(() => deferred, failed),
    true,
  );
  deferred.errback(new RangeError("later"));
  await new Promise(setImmediate);
  assert.ok(seen[0] instanceof RangeError);
  assert.equal(seen.length, 1);
});

test("every object has something to be called by", () => {
  class Named {}
  assert.equal(classOf(new Named()), "Named");
  assert.equal(classOf(Object.create(null)), "an object without a class");
  assert.equal(classOf({ constructor: null as never }), "an object without a class");
  assert.equal(classOf(new (class {})()), "an object without a class");
});

test("a log prefix is a protocol's own name for itself, or its class", () => {
  class Quiet {}
  const peer = new PipeAddress("a pipe");
  assert.equal(logPrefixOf(new Quiet(), peer), "Quiet,a pipe");
  const named = { logPrefix: () => "mine" };
  directlyProvides(named, ILoggingContext);
  assert.equal(logPrefixOf(named, peer), "mine,a pipe");
});

test("an object whose class cannot be asked for has a name all the same, and a short one", () => {
  const hostile = new Proxy(
    {},
    {
      get() {
        throw new Error("no");
      },
    },
  );
  assert.equal(safeClassOf(hostile), "an object that throws");
  assert.equal(safeClassOf({ constructor: { name: "x".repeat(1000) } }).length, 100);
});

test("a factory is called what it calls itself, or its class, even where that throws", () => {
  class Shop {
    logPrefix(): string {
      throw new Error("closed");
    }
  }
  assert.equal(nameOfFactory(new Shop()), "Shop");
  const throws = new Shop();
  directlyProvides(throws, ILoggingContext);
  assert.equal(nameOfFactory(throws), "Shop");
  const named = { logPrefix: () => "Factory of Echo" };
  directlyProvides(named, ILoggingContext);
  assert.equal(nameOfFactory(named), "Factory of Echo");
  const long = { logPrefix: () => "x".repeat(1000) };
  directlyProvides(long, ILoggingContext);
  assert.equal(nameOfFactory(long).length, 100);
});
