/**
 * What a Deferred costs, against the promise that does the same.
 *
 * A chain of promises is not over when it is made: each batch of them counts until its last one has its
 * result. Before anything is measured, both have seen callbacks of many shapes, errors and waits, as they have in a
 * program: engines make special cases of what is always the same.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import {
  Deferred,
  fail,
  gatherResults,
  setContextBinder,
  setDebugging,
  succeed,
} from "torsion/deferred";
import { keepAsyncContext } from "torsion/platform/node";
import type { Benchmark, Side } from "./compare.ts";
import { perOperation } from "./per-operation.ts";

const COUNT = 100_000;
const add = (n: number): number => n + 1;
let resolve = (_: number): void => {};
const promise = (): Promise<number> =>
  new Promise<number>((r) => {
    resolve = r;
  });

function haveSeenMuch(): void {
  const shapes = [
    () => "text",
    () => ({ a: 1 }),
    () => [1, 2],
    () => undefined,
    () => succeed(1),
    () => Promise.resolve(1),
    () => {
      throw new Error("thrown");
    },
  ];
  for (let i = 0; i < 20_000; i++) {
    const shape = shapes[i % shapes.length]! as () => unknown;
    succeed(i)
      .addCallback(shape)
      .addErrback(() => 0)
      .addBoth((result) => result);
    Promise.resolve(i)
      .then(shape)
      .catch(() => 0)
      .then((result) => result);
    gatherResults([succeed(i), succeed("x") as Deferred<unknown>]);
    fail(new Error("seen")).addErrback(() => undefined);
  }
}
haveSeenMuch();

function twoCallbacks(count: number): void {
  for (let i = 0; i < count; i++) {
    const d = new Deferred<number>();
    d.addCallback(add);
    d.addCallback(add);
    d.callback(i);
  }
}

async function twoThens(count: number): Promise<void> {
  let last: Promise<number> | undefined;
  for (let i = 0; i < count; i++) {
    last = promise().then(add).then(add);
    resolve(i);
  }
  await last;
}

function tenCallbacks(count: number): void {
  for (let i = 0; i < count; i++) {
    const d = new Deferred<number>();
    for (let k = 0; k < 10; k++) d.addCallback(add);
    d.callback(i);
  }
}

async function tenThens(count: number): Promise<void> {
  let last: Promise<number> | undefined;
  for (let i = 0; i < count; i++) {
    last = promise();
    for (let k = 0; k < 10; k++) last = last.then(add);
    resolve(i);
  }
  await last;
}

function waitForInner(count: number): void {
  for (let i = 0; i < count; i++) {
    const inner = new Deferred<number>();
    const d = succeed(i)
      .addCallback(() => inner)
      .addCallback(add);
    inner.callback(i);
    if (d.result !== i + 1) throw new Error("it did not wait");
  }
}

async function waitForInnerPromise(count: number): Promise<void> {
  let last: Promise<number> | undefined;
  for (let i = 0; i < count; i++) {
    const inner = promise();
    last = Promise.resolve(i)
      .then(() => inner)
      .then(add);
    resolve(i);
  }
  await last;
}

function errors(count: number): void {
  const error = new Error("x");
  for (let i = 0; i < count; i++) {
    const d = new Deferred<number>();
    d.addErrback(() => i);
    d.errback(error);
  }
}

async function rejections(count: number): Promise<void> {
  const error = new Error("x");
  let last: Promise<unknown> | undefined;
  for (let i = 0; i < count; i++) {
    let reject = (_: Error): void => {};
    last = new Promise<number>((_, r) => {
      reject = r;
    }).catch(() => i);
    reject(error);
  }
  await last;
}

async function awaitFired(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await succeed(i);
}

async function awaitResolved(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await Promise.resolve(i);
}

async function awaitUnfired(count: number): Promise<void> {
  let d = new Deferred<number>();
  const waiter = (async () => {
    for (let i = 0; i < count; i++) await d;
  })();
  for (let i = 0; i < count; i++) {
    const fired = d;
    d = new Deferred<number>();
    fired.callback(i);
    await fired;
  }
  await waiter;
}

async function awaitUnresolved(count: number): Promise<void> {
  let p = promise();
  const waiter = (async () => {
    for (let i = 0; i < count; i++) await p;
  })();
  for (let i = 0; i < count; i++) {
    const settled = p;
    const settle = resolve;
    p = promise();
    settle(i);
    await settled;
  }
  await waiter;
}

const torsion = (batch: (count: number) => unknown, count = COUNT): Side =>
  perOperation("torsion", count, batch);
const promises = (batch: (count: number) => Promise<void>, count = COUNT): Side =>
  perOperation("promises", count, batch);

/** As on the platform of Node.js, which keeps the context of whoever adds a callback. */
function withContext(side: Side): Side {
  return {
    name: side.name,
    async measure() {
      keepAsyncContext();
      const result = await side.measure();
      setContextBinder(null);
      return result;
    },
  };
}

function inStorage(side: Side): Side {
  const storage = new AsyncLocalStorage<string>();
  return {
    name: side.name,
    async measure() {
      const result = await storage.run("request", () => side.measure());
      storage.disable();
      return result;
    },
  };
}

export const deferredBenchmarks: readonly Benchmark[] = [
  {
    name: "deferred: create, two callbacks, fire",
    unit: "ns",
    ours: torsion(twoCallbacks),
    theirs: promises(twoThens),
    goal: 0.5,
  },
  {
    name: "deferred: a chain of ten steps",
    unit: "ns",
    ours: torsion(tenCallbacks),
    theirs: promises(tenThens),
    goal: 0.5,
  },
  {
    name: "deferred: waiting for an inner one",
    unit: "ns",
    ours: torsion(waitForInner),
    theirs: promises(waitForInnerPromise),
    goal: 0.5,
  },
  {
    name: "deferred: an error and an errback",
    unit: "ns",
    ours: torsion(errors),
    theirs: promises(rejections),
    goal: 0.5,
  },
  {
    name: "deferred: await of a fired one, against await of a promise",
    unit: "ns",
    ours: torsion(awaitFired),
    theirs: promises(awaitResolved),
  },
  {
    name: "deferred: await of one that is fired later",
    unit: "ns",
    ours: torsion(awaitUnfired),
    theirs: promises(awaitUnresolved),
  },
  {
    name: "deferred: create, two callbacks, fire; context kept, none in use",
    unit: "ns",
    ours: withContext(torsion(twoCallbacks)),
    theirs: promises(twoThens),
  },
  {
    name: "deferred: create, two callbacks, fire; within an AsyncLocalStorage",
    unit: "ns",
    ours: inStorage(withContext(torsion(twoCallbacks))),
    theirs: inStorage(promises(twoThens)),
  },
  {
    name: "deferred: debug mode, after it was switched off again, against never on",
    unit: "ns",
    ours: {
      name: "off again",
      measure: () => {
        setDebugging(true);
        twoCallbacks(100);
        setDebugging(false);
        return torsion(twoCallbacks).measure();
      },
    },
    theirs: { name: "before", measure: () => torsion(twoCallbacks).measure() },
  },
];
