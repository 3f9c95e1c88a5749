/** The same work on Python's Twisted, where that is installed. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Benchmark, Side } from "./compare.ts";
import { coroutineBenchmarks } from "./coroutines.ts";
import { deferredBenchmarks } from "./deferred.ts";
import { PYTHON } from "./server-process.ts";

const SCRIPT = fileURLToPath(new URL("../../benchmarks/peers/deferred.py", import.meta.url));
const GOAL = 0.05;

function twisted(what: string): Side {
  return {
    name: "Twisted",
    measure() {
      const { stdout, stderr, status } = spawnSync(PYTHON, [SCRIPT], { encoding: "utf8" });
      if (status !== 0) throw new Error(stderr);
      return (JSON.parse(stdout) as Record<string, number>)[what]!;
    },
  };
}

const PAIRS: readonly [Benchmark | undefined, string, string][] = [
  [deferredBenchmarks[0], "create, two callbacks, fire", "two callbacks"],
  [deferredBenchmarks[1], "a chain of ten steps", "ten callbacks"],
  [deferredBenchmarks[2], "waiting for an inner one", "inner"],
  [coroutineBenchmarks[0], "a yield of what is there", "yield"],
];

export const installed: boolean = spawnSync(PYTHON, ["-c", "import twisted"]).status === 0;

export const twistedBenchmarks: readonly Benchmark[] = !installed
  ? []
  : PAIRS.map(([same, name, what]) => ({
      name: `twisted: ${name}`,
      unit: "ns",
      ours: same!.ours,
      theirs: twisted(what),
      goal: GOAL,
    }));
