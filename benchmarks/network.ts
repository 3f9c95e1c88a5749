/**
 * The processor time that a server takes for a message, ours against what one writes by hand on `node:net`, and on
 * Twisted.
 *
 * Each server is a process of its own, and is warm before it is measured. On Linux alone: `/proc` tells the time.
 */
import { existsSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import type { Benchmark } from "./compare.ts";
import { Load, type LoadOptions } from "./load.ts";
import { ServerProcess } from "./server-process.ts";
import { installed } from "./twisted.ts";

const WARM_UP = 600;
const MEASURED = 1200;
const HELD = 10_000;

type Work = Omit<LoadOptions, "port">;

async function measure(server: string, load: Work): Promise<number> {
  const child = await ServerProcess.start(server);
  const running = await Load.start({ ...load, port: child.port });
  await wait(WARM_UP);
  const answered = running.answered;
  const before = child.microseconds;
  await wait(MEASURED);
  const messages = running.answered - answered;
  const spent = child.microseconds - before;
  running.stop();
  await child.stop();
  return spent / messages;
}

interface Comparison {
  readonly name: string;
  /** What the ratio must not be above. */
  readonly goal: number;
  readonly load: Work;
  readonly ours: string;
  readonly theirs: string;
}

function network({ name, goal, load, ours, theirs }: Comparison): Benchmark {
  const side = (server: string) => ({
    name: server.slice(server.indexOf("/") + 1),
    measure: () => measure(server, load),
  });
  return {
    name: `network: ${name}`,
    unit: "µs of processor a message",
    ours: side(ours),
    theirs: side(theirs),
    goal,
  };
}

const ECHO: Work = { connections: 50, batch: Buffer.alloc(64, "x"), answer: 64, messages: 1 };
const LINES: Work = {
  connections: 10,
  batch: Buffer.from(`${"x".repeat(98)}\r\n`.repeat(100)),
  answer: 400,
  messages: 100,
};
const ONE_LINE: Work = {
  connections: 50,
  batch: Buffer.from(`${"x".repeat(98)}\r\n`),
  answer: 4,
  messages: 1,
};
const NETSTRINGS: Work = {
  connections: 10,
  batch: Buffer.from(`100:${"x".repeat(100)},`.repeat(100)),
  answer: 500,
  messages: 100,
};
const ONE_NETSTRING: Work = {
  connections: 50,
  batch: Buffer.from(`100:${"x".repeat(100)},`),
  answer: 5,
  messages: 1,
};
const INT32: Work = {
  connections: 10,
  batch: Buffer.from(`\0\0\0\x64${"x".repeat(100)}`.repeat(100), "latin1"),
  answer: 600,
  messages: 100,
};
const BULK: Work = {
  connections: 4,
  batch: Buffer.alloc(65_536, "x"),
  answer: 65_536,
  messages: 1,
  inFlight: 16,
};

/** Bytes of resident memory that each of many connections takes, after a message. */
async function residentBytes(server: string): Promise<number> {
  const child = await ServerProcess.start(server);
  const before = child.resident;
  const load = await Load.start({ ...ECHO, connections: HELD, port: child.port, rounds: 3 });
  while (load.answered < 3 * HELD) await wait(20);
  await wait(200);
  const bytes = (child.resident - before) / HELD;
  load.stop();
  await child.stop();
  return bytes;
}

const held = (kind: string) => ({ name: kind, measure: () => residentBytes(`echo/${kind}`) });

const twisted: readonly Comparison[] = [
  {
    name: "echo, 64 bytes, 50 connections, and Twisted's epoll",
    goal: 0.6,
    load: ECHO,
    ours: "echo/torsion",
    theirs: "echo/Twisted",
  },
  {
    name: "lines of 100 bytes, 100 a write, and Twisted's epoll",
    goal: 0.6,
    load: LINES,
    ours: "lines/torsion",
    theirs: "lines/Twisted",
  },
  {
    name: "a line of 100 bytes at a time, 50 connections, and Twisted's epoll",
    goal: 0.6,
    load: ONE_LINE,
    ours: "lines/torsion",
    theirs: "lines/Twisted",
  },
  {
    name: "netstrings of 100 bytes, 100 a write, and Twisted's epoll",
    goal: 0.6,
    load: NETSTRINGS,
    ours: "netstrings/torsion",
    theirs: "netstrings/Twisted",
  },
  {
    name: "a netstring of 100 bytes at a time, 50 connections, and Twisted's epoll",
    goal: 0.6,
    load: ONE_NETSTRING,
    ours: "netstrings/torsion",
    theirs: "netstrings/Twisted",
  },
  {
    name: "Int32 strings of 100 bytes, 100 a write, and Twisted's epoll",
    goal: 0.6,
    load: INT32,
    ours: "int32/torsion",
    theirs: "int32/Twisted",
  },
];

const comparisons: readonly Comparison[] = [
  {
    name: "echo, 64 bytes, 50 connections",
    goal: 0.92,
    load: ECHO,
    ours: "echo/torsion",
    theirs: "echo/node:net",
  },
  {
    name: "lines of 100 bytes, 100 a write, OK for each, 10 connections",
    goal: 0.12,
    load: LINES,
    ours: "lines/torsion",
    theirs: "lines/node:net",
  },
  {
    name: "the same lines, and answers gathered by hand",
    goal: 1,
    load: LINES,
    ours: "lines/torsion",
    theirs: "gathered/node:net",
  },
  {
    name: "a line of 100 bytes at a time, OK for each, 50 connections",
    goal: 0.95,
    load: ONE_LINE,
    ours: "lines/torsion",
    theirs: "lines/node:net",
  },
  {
    name: "netstrings of 100 bytes, 100 a write, OK for each, 10 connections",
    goal: 0.15,
    load: NETSTRINGS,
    ours: "netstrings/torsion",
    theirs: "netstrings/node:net",
  },
  {
    name: "a netstring of 100 bytes at a time, OK for each, 50 connections",
    goal: 0.95,
    load: ONE_NETSTRING,
    ours: "netstrings/torsion",
    theirs: "netstrings/node:net",
  },
  {
    name: "Int32 strings of 100 bytes, 100 a write, OK for each, 10 connections",
    goal: 0.15,
    load: INT32,
    ours: "int32/torsion",
    theirs: "int32/node:net",
  },
  {
    name: "chunks of 64 KiB, 4 connections",
    goal: 0.8,
    load: BULK,
    ours: "echo/torsion",
    theirs: "echo/node:net",
  },
  {
    name: "connect, one echo, close, 50 at a time",
    goal: 1.05,
    load: { ...ECHO, over: "churn" },
    ours: "echo/torsion",
    theirs: "echo/node:net",
  },
  {
    name: "TLS echo, 64 bytes, 50 connections",
    goal: 1.05,
    load: { ...ECHO, over: "tls" },
    ours: "tls/torsion",
    theirs: "tls/node:tls",
  },
  {
    name: "TLS over a Duplex, 64 bytes, 50 connections, and directly",
    goal: 1.3,
    load: { ...ECHO, over: "tls" },
    ours: "tls/torsion over a Duplex",
    theirs: "tls/torsion",
  },
  {
    name: "UDP echo, 64 bytes, 50 sockets",
    goal: 1.05,
    load: { ...ECHO, over: "udp" },
    ours: "udp/torsion",
    theirs: "udp/node:dgram",
  },
  {
    name: "echo of a service, 64 bytes, 50 connections, and of a bare port",
    goal: 1.04,
    load: ECHO,
    ours: "echo/a service of torsion",
    theirs: "echo/torsion",
  },
  {
    name: "lines of 100 bytes to a service, 100 a write, and to a bare port",
    goal: 1.04,
    load: LINES,
    ours: "lines/a service of torsion",
    theirs: "lines/torsion",
  },
  {
    name: "connect, one echo, close, to a service, and to a bare port",
    goal: 1.1,
    load: { ...ECHO, over: "churn" },
    ours: "echo/a service of torsion",
    theirs: "echo/torsion",
  },
  ...(installed ? twisted : []),
];

export const networkBenchmarks: readonly Benchmark[] = !existsSync("/proc/self/task")
  ? []
  : [
      ...comparisons.map(network),
      {
        name: `network: memory of a connection, ${HELD} of them`,
        unit: "bytes",
        ours: held("torsion"),
        theirs: held("node:net"),
        goal: 1.1,
      },
    ];
