/** What a Deferred takes of memory, against a promise: bytes, beside the place where it is kept. */
import { Deferred } from "torsion/deferred";
import type { Benchmark, Side } from "./compare.ts";
import { gc } from "./per-operation.ts";

const COUNT = 200_000;
const shared = (n: number): number => n;

function bytesOf(name: string, make: () => unknown): Side {
  return {
    name,
    measure() {
      const kept: unknown[] = new Array(COUNT).fill(null);
      gc();
      const before = process.memoryUsage().heapUsed;
      for (let i = 0; i < COUNT; i++) kept[i] = make();
      gc();
      const after = process.memoryUsage().heapUsed;
      return (after - before) / kept.length;
    },
  };
}

function promiseWith(thens: number): Promise<number> {
  const promise = new Promise<number>(() => {});
  for (let i = 0; i < thens; i++) promise.then(shared);
  return promise;
}

function deferredWith(callbacks: number): Deferred<number> {
  const deferred = new Deferred<number>();
  for (let i = 0; i < callbacks; i++) deferred.addCallback(shared);
  return deferred;
}

export const memoryBenchmarks: readonly Benchmark[] = [0, 1, 2].map((callbacks) => ({
  name: `memory: one with ${["no callback", "one callback", "two callbacks"][callbacks]}`,
  unit: "bytes",
  ours: bytesOf("Deferred", () => deferredWith(callbacks)),
  theirs: bytesOf("promise", () => promiseWith(callbacks)),
  ...(callbacks === 1 && { limit: 120 }),
}));
