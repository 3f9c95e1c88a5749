/**
 * PROXY headers, good ones and damaged ones, read by Twisted's parsers and by ours: the same addresses, or refused by both.
 *
 * What we refuse and Twisted takes is counted by its kind, and each kind has its row in
 * docs/design/differences-from-twisted.md. Others with `HAPROXY_SEED=7 HAPROXY_RUNS=100000`.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import fc from "fast-check";
import { concat, fromHex, latin1Text, toHex, utf8 } from "torsion/bytes";
import {
  hostAddress,
  type IAddress,
  IHostAddress,
  ipAddressBytes,
  ipAddressText,
  isIPv6Address,
  UNIXAddress,
} from "torsion/net";
import { encodeProxyV1, encodeProxyV2, ProxyHeaderParser } from "torsion/protocols/haproxy";

const PYTHON = "/usr/bin/python3";
const absent = spawnSync(PYTHON, ["-c", "import twisted"]).status !== 0;
const skip = absent && !process.env.CI ? "python3-twisted is not installed" : false;
const { HAPROXY_SEED = "1", HAPROXY_RUNS = "5000" } = process.env;

type Place = readonly (string | number)[] | null;
interface Outcome {
  readonly outcome: "header" | "more" | "refused" | "crash";
  readonly name?: string;
  readonly header?: string;
  readonly source?: Place;
  readonly destination?: Place;
  readonly rest?: string;
}

// What is read.

const port = fc.integer({ min: 0, max: 65_535 });
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const host = fc.oneof(bytes(4), bytes(16)).map(ipAddressText);
const ip = (type: "TCP" | "UDP") =>
  fc.tuple(host, port).map(([host, port]): IAddress => hostAddress(type, host, port));
const unix = fc
  .string({ unit: fc.constantFrom("/", "a", "\u00e9"), maxLength: 40 })
  .map((name): IAddress => new UNIXAddress(name));
const pair = fc.oneof(
  fc.tuple(ip("TCP"), ip("TCP")),
  fc.tuple(ip("UDP"), ip("UDP")),
  fc.tuple(unix, unix),
);
const tlvs = fc.array(
  fc.record({
    type: fc.integer({ min: 0xe0, max: 0xff }),
    value: fc.uint8Array({ maxLength: 20 }),
  }),
  { maxLength: 3 },
);
const good = fc.oneof(
  pair.map(([from, to]) => encodeProxyV1(from, to)),
  fc
    .tuple(pair, tlvs, fc.boolean())
    .map(([[from, to], tlvs, checksum]) => encodeProxyV2(from, to, { tlvs, checksum })),
  fc.constant(encodeProxyV2(null, null)),
);

/** Text that is nearly a line. */
const word = fc.oneof(
  fc.constantFrom(
    "TCP4",
    "TCP6",
    "UNKNOWN",
    "UDP4",
    "tcp4",
    "",
    " ",
    "+1",
    "01",
    "65536",
    "1.1.1.1",
  ),
  host,
  port.map(String),
);
const text = fc
  .tuple(fc.array(word, { maxLength: 7 }), fc.constantFrom("\r\n", "\n", "\r", " \r\n"))
  .map(([words, end]) => utf8(`PROXY ${words.join(" ")}${end}`));

/** One byte changed, added or taken away, behind what says that it is a header at all. */
const damaged = fc
  .tuple(good, fc.nat(), fc.nat({ max: 255 }), fc.constantFrom("change", "add", "take"))
  .map(([header, place, byte, how]) => {
    const at = 6 + (place % (header.length - 6));
    const start = header[0] === 0x0d ? Math.max(at, 12) : at;
    const middle = how === "take" ? [] : [byte];
    return Uint8Array.from([
      ...header.subarray(0, start),
      ...middle,
      ...header.subarray(how === "add" ? start : start + 1),
    ]);
  });
const stream = fc
  .tuple(
    fc.oneof({ weight: 2, arbitrary: good }, damaged, damaged, text),
    fc.uint8Array({ maxLength: 5 }),
  )
  .map((parts) => concat(parts));

// How it is read.

function ours(data: Uint8Array): Outcome {
  try {
    const found = new ProxyHeaderParser({ maxLength: 70_000 }).feed(data);
    if (found === null) return { outcome: "more" };
    const { header, source, destination } = found.info;
    return {
      outcome: "header",
      header: toHex(header),
      source: place(source),
      destination: place(destination),
      rest: toHex(found.rest),
    };
  } catch (thrown) {
    return { outcome: "refused", name: (thrown as Error).name };
  }
}

function place(address: IAddress | null): Place {
  if (address === null) return null;
  if (address instanceof UNIXAddress) return ["UNIX", address.name];
  const { type, host, port } = IHostAddress(address);
  return [type, host, port];
}

/** Twisted writes IPv6 without `::`, and keeps how a line writes it. */
function spelt(found: Place | undefined): Place | undefined {
  if (!found || !isIPv6Address(String(found[1]))) return found;
  return [found[0]!, ipAddressText(ipAddressBytes(String(found[1]))), found[2]!];
}

/** `null`: the same. Else how they differ, which has to be on purpose. */
function difference(data: Uint8Array, we: Outcome, they: Outcome): string | null {
  if (we.outcome === "refused") {
    if (they.outcome === "refused") return null;
    if (they.outcome === "crash") return "it breaks";
    if (they.outcome === "more") return "it waits for more of what can be no header";
    return data[0] === 0x50 ? "it takes a line that is not written so" : "it takes TLVs unseen";
  }
  if (we.outcome === "more") return they.outcome === "more" ? null : "it needs 16 bytes at once";
  const short = latin1Text(data.subarray(0, 15)) === "PROXY UNKNOWN\r\n";
  if (short && they.name === "InvalidNetworkProtocol") return "it knows no short UNKNOWN";
  const theirs: { source?: Place | undefined; destination?: Place | undefined } = {
    ...they,
    source: spelt(they.source),
    destination: spelt(they.destination),
  };
  // What comes behind the first NUL of a name is none of it, but for an abstract one's first.
  const cut = (found: Place | undefined): Place | undefined =>
    found?.[0] === "UNIX" ? ["UNIX", String(found[1]).replace(/^([^\0]+)\0.*/s, "$1")] : found;
  theirs.source = cut(theirs.source);
  theirs.destination = cut(theirs.destination);
  assert.deepEqual(we, theirs, toHex(data));
  return null;
}

test("the same addresses as Twisted's, or refused by both", { skip }, (t) => {
  const seed = Number(HAPROXY_SEED);
  const all = fc.sample(stream, { seed, numRuns: Number(HAPROXY_RUNS) });
  const input = all.map((data) => `${toHex(data)}\n`).join("");
  const python = spawnSync(PYTHON, ["test/peers/haproxy.py"], {
    input,
    encoding: "utf8",
    maxBuffer: 2 ** 30,
  });
  assert.equal(python.status, 0, python.stderr);
  const answers = python.stdout.trimEnd().split("\n");
  assert.equal(answers.length, all.length);
  const kinds = new Map<string, number>();
  let same = 0;
  let read = 0;
  for (const [index, data] of all.entries()) {
    const we = ours(data);
    const kind = difference(data, we, JSON.parse(answers[index]!) as Outcome);
    if (we.outcome === "header") read += 1;
    if (kind === null) same += 1;
    else kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  t.diagnostic(`${all.length}: ${read} read, ${same} the same, ${JSON.stringify([...kinds])}`);
  assert.deepEqual(
    [...kinds.keys()].filter((kind) => !ON_PURPOSE.has(kind)),
    [],
  );
  assert.ok(read > all.length / 4);
});

const ON_PURPOSE: ReadonlySet<string> = new Set([
  "it breaks",
  "it waits for more of what can be no header",
  "it takes a line that is not written so",
  "it takes TLVs unseen",
  "it needs 16 bytes at once",
  "it knows no short UNKNOWN",
]);

test("the examples of the specification", { skip }, () => {
  const header = fromHex("0d0a0d0a000d0a515549540a2111000cc0a80001c0a8000bdc0401bb");
  assert.deepEqual(ours(header).source, ["TCP", "192.168.0.1", 56_324]);
});
