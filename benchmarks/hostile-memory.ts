/**
 * What a peer can have a server keep with half a message: bytes a connection, without its socket. What is documented is
 * the limit of a message, and one read; of what was announced and has not come, nothing.
 */
import type { IProtocol } from "torsion/net";
import type { Benchmark } from "./compare.ts";
import { parsers, Sink } from "./hostile-parsers.ts";
import { gc } from "./per-operation.ts";

const CONNECTIONS = 10_000;
const HALF = 100;
const READ = 65_536;

type Send = (protocol: IProtocol, half: Uint8Array, whole: Uint8Array) => void;

const WAYS: Readonly<Record<string, Send>> = {
  "in one piece": (protocol, half) => protocol.dataReceived(half.slice()),
  "byte by byte": (protocol, half) => {
    for (const byte of half) protocol.dataReceived(Uint8Array.of(byte));
  },
  "behind 64 KiB of whole ones": (protocol, half, whole) => {
    const read = new Uint8Array(READ);
    const times = Math.floor((READ - HALF) / whole.length);
    for (let n = 0; n < times; n++) read.set(whole, n * whole.length);
    const end = times * whole.length + half.length;
    read.set(half, end - half.length);
    protocol.dataReceived(read.subarray(0, end));
  },
};

const latin1 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "latin1"));
const rest = (first: string): Uint8Array => latin1(first.padEnd(HALF, "x"));
/** Half a message, and a whole one. */
const MESSAGES: Readonly<Record<string, readonly [Uint8Array, Uint8Array]>> = {
  LineReceiver: [rest(""), latin1(`${"x".repeat(1000)}\r\n`)],
  NetstringReceiver: [rest("50000:"), latin1(`1000:${"x".repeat(1000)},`)],
  Int32StringReceiver: [rest("\0\0\xff\xff"), latin1(`\0\0\x03\xe8${"x".repeat(1000)}`)],
};

function bytesEach(make: () => IProtocol, send: (protocol: IProtocol) => void): number {
  const used = (): number => {
    gc();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const kept: IProtocol[] = [];
  const before = used();
  for (let n = 0; n < CONNECTIONS; n++) {
    const protocol = make();
    protocol.makeConnection(new Sink());
    send(protocol);
    kept.push(protocol);
  }
  return (used() - before) / kept.length;
}

export const hostileMemoryBenchmarks: readonly Benchmark[] = Object.entries(MESSAGES).flatMap(
  ([parser, [half, whole]]) =>
    Object.entries(WAYS).map(([how, send]) => ({
      name: `hostile memory: ${CONNECTIONS} of ${parser}, half a message of ${HALF} bytes ${how}`,
      unit: "bytes a connection",
      ours: {
        name: "each",
        measure: () => bytesEach(parsers[parser]!, (protocol) => send(protocol, half, whole)),
      },
      limit: 4096,
    })),
);
