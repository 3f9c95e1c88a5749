/**
 * The processor time that a server takes for a message, ours against what one writes by hand on `node:net`.
 *
 * Each server is a process of its own, and is warm before it is measured.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Benchmark } from "./compare.ts";
import { Load, type LoadOptions } from "./load.ts";

const SERVERS = fileURLToPath(new URL("./servers.js", import.meta.url));
const WARM_UP = 600;
const MEASURED = 1200;

const line = `${"x".repeat(98)}\r\n`;
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

function network(
  name: string,
  server: string,
  goal: number,
  load: Omit<LoadOptions, "port">,
  theirs = "node:net",
): Benchmark {
  const side = (kind: string) => ({
    name: kind,
    measure: () => measure(`${server}/${kind}`, load),
  });
  return {
    name,
    unit: "µs of processor a message",
    ours: side("torsion"),
    theirs: side(theirs),
    goal,
  };
}

const ECHO = { connections: 50, batch: Buffer.alloc(64, "x"), answer: 64, messages: 1 };

export const networkBenchmarks: readonly Benchmark[] = [
  network("network: echo, 64 bytes, 50 connections", "echo", 0.92, ECHO),
  network("network: lines of 100 bytes, 100 a write, OK for each, 10 connections", "lines", 0.04, {
    connections: 10,
    batch: Buffer.from(line.repeat(100)),
    answer: 400,
    messages: 100,
  }),
  network(
    "network: TLS echo, 64 bytes, 50 connections",
    "tls",
    1.05,
    { ...ECHO, over: "tls" },
    "node:tls",
  ),
  network(
    "network: UDP echo, 64 bytes, 50 sockets",
    "udp",
    1.05,
    { ...ECHO, over: "udp" },
    "node:dgram",
  ),
];
