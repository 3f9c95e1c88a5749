/**
 * What a second worker is worth: answers that take a millisecond of computing, by `twist --workers 2` and by one. A client
 * with a few connections that stay, each of which asks again when it has its answer.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import * as net from "node:net";
import { resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Benchmark, Side } from "./compare.ts";

const SERVICE = fileURLToPath(new URL("./computing-service.js", import.meta.url));
const CONNECTIONS = 8;
const WARM_UP = 600;
const MEASURED = 1500;

async function serve(workers: number): Promise<{ child: ChildProcess; port: number }> {
  const args = [resolve("dist/cli/main.js"), "--workers", String(workers), "run", SERVICE];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  let out = "";
  let listens: RegExpExecArray | null = null;
  // The first line is the supervisor's and the second a worker's: either may come first.
  while (!/\d workers serve/.test(out) || listens === null) {
    out += String((await once(child.stdout!, "data"))[0]);
    listens = /listens on 127\.0\.0\.1:(\d+)/.exec(out);
  }
  child.stdout!.resume();
  return { child, port: Number(listens[1]) };
}

/** Microseconds from one answer to the next, of all connections together. */
async function measure(workers: number): Promise<number> {
  const { child, port } = await serve(workers);
  let answered = 0;
  const question = Uint8Array.of(1);
  const sockets = Array.from({ length: CONNECTIONS }, () => {
    const socket = net.connect({ port, host: "127.0.0.1", noDelay: true });
    socket.on("data", () => {
      answered += 1;
      socket.write(question);
    });
    socket.write(question);
    return socket;
  });
  await wait(WARM_UP);
  const before = answered;
  const began = performance.now();
  await wait(MEASURED);
  const microseconds = ((performance.now() - began) * 1000) / (answered - before);
  for (const socket of sockets) socket.destroy();
  child.kill();
  await once(child, "exit");
  return microseconds;
}

const by = (workers: number, name: string): Side => ({ name, measure: () => measure(workers) });

export const workersBenchmarks: readonly Benchmark[] = [
  {
    name: "workers: answers that take a millisecond of computing",
    unit: "µs an answer",
    ours: by(2, "two workers"),
    theirs: by(1, "one"),
    goal: 1 / 1.6,
  },
];
