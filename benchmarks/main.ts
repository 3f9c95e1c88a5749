/**
 * `npm run bench`: the processor time that a server takes for a message, ours against what one writes
 * by hand on `node:net`, alternated in one run.
 *
 * Ratios of medians; the range of the ratios of the single rounds stands beside them, since machines
 * are noisy. `npm run bench -- 9` runs nine rounds instead of five, `-- 5 lines` only what has that name.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Load, type LoadOptions } from "./load.ts";

const SERVERS = fileURLToPath(new URL("./servers.js", import.meta.url));
const WARM_UP = 600;
const MEASURED = 1200;

interface Benchmark {
  readonly name: string;
  readonly ours: string;
  readonly theirs: string;
  /** What the ratio must not be above. */
  readonly goal: number;
  readonly load: Omit<LoadOptions, "port">;
}

const line = `${"x".repeat(98)}\r\n`;
const BENCHMARKS: readonly Benchmark[] = [
  {
    name: "echo, 64 bytes, 50 connections",
    ours: "echo/torsion",
    theirs: "echo/node:net",
    goal: 1,
    load: { connections: 50, batch: Buffer.alloc(64, "x"), answer: 64, messages: 1 },
  },
  {
    name: "lines of 100 bytes, 100 a write, OK for each, 10 connections",
    ours: "lines/torsion",
    theirs: "lines/node:net",
    goal: 0.1,
    load: { connections: 10, batch: Buffer.from(line.repeat(100)), answer: 400, messages: 100 },
  },
];

/** Microseconds of the server's processor a message. */
async function measure(server: string, load: Omit<LoadOptions, "port">): Promise<number> {
  const child = fork(SERVERS, [server], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const [{ port }] = (await once(child, "message")) as [{ port: number }];
  const running = await Load.start({ ...load, port });
  await wait(WARM_UP);
  const answered = running.answered;
  const before = await processorTime(child);
  await wait(MEASURED);
  const messages = running.answered - answered;
  const spent = (await processorTime(child)) - before;
  running.stop();
  child.disconnect();
  await once(child, "exit");
  return spent / messages;
}

async function processorTime(child: ChildProcess): Promise<number> {
  child.send("how much?");
  const [{ microseconds }] = (await once(child, "message")) as [{ microseconds: number }];
  return microseconds;
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

async function compare(
  { name, ours, theirs, goal, load }: Benchmark,
  rounds: number,
): Promise<void> {
  const results: { ours: number; theirs: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    // Who goes first changes with each round.
    const first = round % 2 === 0 ? ours : theirs;
    const a = await measure(first, load);
    const b = await measure(first === ours ? theirs : ours, load);
    results.push(first === ours ? { ours: a, theirs: b } : { ours: b, theirs: a });
  }
  const mine = median(results.map((result) => result.ours));
  const bare = median(results.map((result) => result.theirs));
  const ratios = results.map((result) => result.ours / result.theirs).sort((a, b) => a - b);
  const range = `${ratios[0]!.toFixed(3)}–${ratios.at(-1)!.toFixed(3)}`;
  console.log(
    `${name}\n  torsion ${mine.toFixed(2)} µs, node:net ${bare.toFixed(2)} µs of processor a message: ` +
      `${(mine / bare).toFixed(3)}× (rounds ${range}; goal at most ${goal})`,
  );
}

const [rounds = "5", part = ""] = process.argv.slice(2);
for (const benchmark of BENCHMARKS)
  if (benchmark.name.includes(part)) await compare(benchmark, Number(rounds));
