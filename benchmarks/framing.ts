/**
 * What framings cost without a network: bytes are given to them in chunks, messages come out.
 *
 * A message that dribbles in byte by byte must cost what its bytes cost, however long it is: the same for each byte of
 * a megabyte as for each of a sixteenth of one.
 */
import type { IProtocol } from "torsion/net";
import { Int32StringReceiver, LineReceiver, NetstringReceiver } from "torsion/protocols";
import { StringTransport } from "torsion/testing";
import type { Benchmark } from "./compare.ts";

const SHORT = 65_536;
const LONG = 1_048_576;

interface Framing extends IProtocol {
  maxLength: number;
}

/** One message of that many bytes, in one go. */
type Encode = (length: number) => Uint8Array;

const framings: readonly (readonly [string, (got: () => void) => Framing, Encode])[] = [
  [
    "a line",
    (got) =>
      new (class extends LineReceiver {
        override lineReceived = got;
      })(),
    (length) => Buffer.from(`${"x".repeat(length)}\r\n`),
  ],
  [
    "a netstring",
    (got) =>
      new (class extends NetstringReceiver {
        override stringReceived = got;
      })(),
    (length) => Buffer.from(`${length}:${"x".repeat(length)},`),
  ],
  [
    "an Int32 string",
    (got) =>
      new (class extends Int32StringReceiver {
        override stringReceived = got;
      })(),
    (length) => {
      const bytes = Buffer.alloc(4 + length, "x");
      bytes.writeUInt32BE(length);
      return bytes;
    },
  ],
];

/** Nanoseconds for each byte of a message that comes byte by byte. */
function dribble(make: (got: () => void) => Framing, encode: Encode, length: number): number {
  let messages = 0;
  const framing = make(() => {
    messages += 1;
  });
  framing.maxLength = length;
  framing.makeConnection(new StringTransport());
  const bytes = encode(length);
  const times = LONG / length;
  const before = performance.now();
  for (let n = 0; n < times; n++)
    for (let i = 0; i < bytes.length; i++) framing.dataReceived(bytes.subarray(i, i + 1));
  const spent = performance.now() - before;
  if (messages !== times) throw new Error(`${messages} messages`);
  return (spent * 1e6) / (times * bytes.length);
}

export const framingBenchmarks: readonly Benchmark[] = framings.map(([what, make, encode]) => ({
  name: `framing: ${what} of 1 MiB, byte by byte, and the same in 64 KiB`,
  unit: "ns a byte",
  ours: { name: "1 MiB", measure: () => dribble(make, encode, LONG) },
  theirs: { name: "64 KiB", measure: () => dribble(make, encode, SHORT) },
  goal: 1.5,
}));
