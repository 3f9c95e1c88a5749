/**
 * What a wait costs in a generator under `inlineCallbacks`, against `await` in an async function.
 *
 * One function after the other, each of ten waits, so that promises do not pile up in memory: the kindest case for them.
 */
import { Deferred, inlineCallbacks, succeed } from "torsion/deferred";
import type { Benchmark } from "./compare.ts";
import { perOperation } from "./per-operation.ts";

const WAITS = 10;
const COUNT = 200_000;

function* fired() {
  let sum = 0;
  for (let i = 0; i < WAITS; i++) sum += yield* succeed(i);
  return sum;
}

async function resolved(): Promise<number> {
  let sum = 0;
  for (let i = 0; i < WAITS; i++) sum += await Promise.resolve(i);
  return sum;
}

function* one(n: number) {
  return yield* succeed(n);
}

function* nested() {
  let sum = 0;
  for (let i = 0; i < WAITS; i++) sum += yield* inlineCallbacks(one, i);
  return sum;
}

async function asyncOne(n: number): Promise<number> {
  return await Promise.resolve(n);
}

async function asyncNested(): Promise<number> {
  let sum = 0;
  for (let i = 0; i < WAITS; i++) sum += await asyncOne(i);
  return sum;
}

/** Each wait is over only when somebody says so. */
function firedLater(count: number): void {
  let gate = new Deferred<number>();
  inlineCallbacks(function* () {
    for (let i = 0; i < count; i++) yield* gate;
  });
  for (let i = 0; i < count; i++) {
    const now = gate;
    gate = new Deferred();
    now.callback(i);
  }
}

async function resolvedLater(count: number): Promise<void> {
  let resolve = (_: number): void => {};
  const waiter = (async () => {
    for (let i = 0; i < count; i++)
      await new Promise<number>((r) => {
        resolve = r;
      });
  })();
  for (let i = 0; i < count; i++) {
    resolve(i);
    await undefined;
  }
  await waiter;
}

async function inSequence(count: number, f: () => Promise<number>): Promise<void> {
  for (let i = 0; i < count / WAITS; i++) await f();
}

export const coroutineBenchmarks: readonly Benchmark[] = [
  {
    name: "coroutines: a yield* of what is there, against an await of it",
    unit: "ns",
    ours: perOperation("inlineCallbacks", COUNT, (count) => {
      for (let i = 0; i < count / WAITS; i++) inlineCallbacks(fired);
    }),
    theirs: perOperation("async", COUNT, (count) => inSequence(count, resolved)),
    goal: 0.8,
  },
  {
    name: "coroutines: a yield* of what comes later",
    unit: "ns",
    ours: perOperation("inlineCallbacks", COUNT, firedLater),
    theirs: perOperation("async", COUNT, resolvedLater),
    goal: 0.8,
  },
  {
    name: "coroutines: one that calls another and waits for it",
    unit: "ns",
    ours: perOperation("inlineCallbacks", COUNT, (count) => {
      for (let i = 0; i < count / WAITS; i++) inlineCallbacks(nested);
    }),
    theirs: perOperation("async", COUNT, (count) => inSequence(count, asyncNested)),
  },
];
