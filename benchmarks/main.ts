/**
 * `npm run bench`: what ours costs against what else does the same, alternated in one run.
 *
 * Ratios of medians; the range of the ratios of the single rounds stands beside them, since machines
 * are noisy. `npm run bench -- 9` runs nine rounds instead of five, `-- 5 timers` only what has that in its name.
 */
import { compare } from "./compare.ts";
import { coroutineBenchmarks } from "./coroutines.ts";
import { deferredBenchmarks } from "./deferred.ts";
import { framingBenchmarks } from "./framing.ts";
import { hostileBenchmarks } from "./hostile.ts";
import { hostileMemoryBenchmarks } from "./hostile-memory.ts";
import { loggerBenchmarks } from "./logger.ts";
import { memoryBenchmarks } from "./memory.ts";
import { networkBenchmarks } from "./network.ts";
import { simulationBenchmarks } from "./simulation.ts";
import { simulationEngineBenchmarks } from "./simulation-engine.ts";
import { timerBenchmarks } from "./timers.ts";
import { twistedBenchmarks } from "./twisted.ts";
import { workersBenchmarks } from "./workers.ts";

const [rounds = "5", part = ""] = process.argv.slice(2);
const benchmarks = [
  ...deferredBenchmarks,
  ...coroutineBenchmarks,
  ...memoryBenchmarks,
  ...timerBenchmarks,
  ...loggerBenchmarks,
  ...framingBenchmarks,
  ...hostileBenchmarks,
  ...hostileMemoryBenchmarks,
  ...simulationBenchmarks,
  ...simulationEngineBenchmarks,
  ...twistedBenchmarks,
  // Before what puts this process, and so its children, on one processor.
  ...workersBenchmarks,
  ...networkBenchmarks,
].filter((benchmark) => benchmark.name.includes(part));

let missed = 0;
for (const benchmark of benchmarks) if (!(await compare(benchmark, Number(rounds)))) missed += 1;
const goals = missed === 0 ? "all goals met" : `${missed} goals missed`;
console.log(benchmarks.length === 0 ? `nothing has "${part}" in its name` : goals);
if (twistedBenchmarks.length === 0) console.log("Twisted is not installed: not compared");
