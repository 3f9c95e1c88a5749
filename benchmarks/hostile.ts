/**
 * How long a peer can keep a server from everybody else: for each parser, and each stream of 64 KiB that means no good,
 * the longest call of `dataReceived`, whether it comes in one piece or in pieces of 1 KiB; and all calls together where it
 * comes byte by byte, which are a turn each.
 *
 * Of several runs the shortest: what is asked is what the code takes, and not what else the machine does.
 */
import { utf8 } from "torsion/bytes";
import { Failure } from "torsion/deferred";
import { ConnectionDone, type IProtocol } from "torsion/net";
import { encodeProxyV2 } from "torsion/protocols/haproxy";
import type { Benchmark } from "./compare.ts";
import { nextTurns, parsers, Sink } from "./hostile-parsers.ts";

const SIZE = 65_536;
const RUNS = 5;
/** Milliseconds. */
const LIMIT = 5;
/** … for as many turns as there are bytes: above this, it is more than linear. */
const DRIBBLE_LIMIT = 200;

const latin1 = (text: string): Uint8Array => Buffer.from(text, "latin1");
/** `first`, and then `again` for ever. */
const endless = (again: string, first = ""): Uint8Array =>
  latin1((first + again.repeat(SIZE / again.length + 1)).slice(0, SIZE));

/** What any parser may be sent. */
const EVERYBODY: Readonly<Record<string, Uint8Array>> = {
  ...Object.fromEntries(
    [
      "x",
      "0",
      "9",
      "-",
      " ",
      "[",
      '"',
      ":",
      ",",
      "\0",
      "\x01",
      "\x80",
      "\xff",
      "\r",
      "\n",
      "\r\n",
    ].map((again) => [`${JSON.stringify(again)} for ever`, endless(again)]),
  ),
  noise: Uint8Array.from(
    { length: SIZE },
    (_, i) => (Math.imul(i + 1, 2_654_435_761) >>> 13) & 0xff,
  ),
};

const HEAD = "GET / HTTP/1.1\r\n";
const UPGRADE = `${HEAD}Host: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`;
const filled = (first: string, again: string, last: string, size = SIZE): Uint8Array =>
  latin1(first + again.repeat((size - first.length - last.length) / again.length) + last);
const json = (value: unknown): Uint8Array => utf8(`${JSON.stringify(value)}\n`);

/** What is meant for one of them. */
const SPECIAL: Readonly<Record<string, Readonly<Record<string, Uint8Array>>>> = {
  LineReceiver: {
    "empty lines": endless("\r\n"),
    "a line of 64 KiB": filled("", "x", "\r\n"),
    "half delimiters": endless("\r\r\r\rx"),
  },
  LineOnlyReceiver: { "empty lines": endless("\r\n"), "half delimiters": endless("\r\r\r\rx") },
  JSONLinesReceiver: {
    "empty lines": endless("\n"),
    "the shortest values": endless("1\n"),
    "deep JSON": filled("", "[", "\n"),
    "JSON that is as deep as allowed": endless(`${"[".repeat(100)}${"]".repeat(100)}\n`),
    "many small arrays": filled("[", "[],", "0]\n"),
    "many keys": json(Object.fromEntries(Array.from({ length: 4000 }, (_, n) => [`k${n}`, n]))),
    "a number of 64 KiB": filled("", "9", "\n"),
    escapes: filled('"', "\\u0041", '"\n'),
    "a string that does not end": filled('"', "\\\\", "\n"),
  },
  "JSONLinesReceiver that forgives": {
    "lines that are no JSON": endless("]\n"),
    "lines that are no UTF-8": endless("\xff\n"),
  },
  NetstringReceiver: {
    "empty strings": endless("0:,"),
    "strings of a byte": endless("1:x,"),
    "a string of 64 KiB": latin1(`65000:${"x".repeat(65_000)},`),
  },
  Int8StringReceiver: { "empty strings": endless("\0"), "strings of a byte": endless("\x01x") },
  Int16StringReceiver: { "empty strings": endless("\0\0") },
  Int32StringReceiver: { "empty strings": endless("\0\0\0\0") },
  varint: { "empty strings": endless("\0"), "long varints": endless("\x80") },
  "fixedPrefix(8)": { "empty strings": endless("\0") },
  StatefulProtocol: { "a byte a state": endless("x") },
  PROXY: {
    "version 1 without an end": endless("1", "PROXY TCP4 "),
    "version 2 of 64 KiB": Buffer.concat([
      encodeProxyV2(null, null).subarray(0, 12),
      latin1("\x21\x11\xff\xef"),
      new Uint8Array(65_520),
    ]),
    "many empty TLVs": Buffer.concat([
      encodeProxyV2(null, null).subarray(0, 12),
      latin1("\x21\x11\xff\xed"),
      new Uint8Array(12),
      latin1("\x04\0\0".repeat(21_835)),
    ]),
  },
  "SOCKS server": {
    "a user id without an end": endless("x", "\x04\x01\0\x50\0\0\0\x01"),
    "much behind the request": endless("x", "\x04\x01\0\x50\xc0\0\x02\x01\0"),
    "much behind the request, 5": endless("x", "\x05\x01\0\x05\x01\0\x01\xc0\0\x02\x01\0\x50"),
  },
  "SOCKS server with authentication": {
    "much behind the credentials": endless("x", "\x05\x01\x02\x01\x01u\x01p"),
  },
  "SOCKS 4 client": { "much behind the reply": endless("x", "\0\x5a\0\0\0\0\0\0") },
  "SOCKS 5 client": {
    "much behind the reply": endless("x", "\x05\0\x05\0\0\x01\0\0\0\0\0\0"),
    "much behind a reply that was not asked for": endless("x", "\x05\0\x05\0"),
  },
  "memcached client, get": {
    "a value": filled("VALUE k 0 65000\r\n", "x", ""),
    "a value of 1 MiB that begins": endless("x", "VALUE k 0 1048576\r\n"),
    "a key without an end": endless("x", "VALUE "),
    spaces: endless(" ", "VALUE k"),
    "errors nobody waits for": endless("ERROR\r\n"),
  },
  "memcached client, stats": {
    "many of them": latin1(
      Array.from({ length: 6000 }, (_, n) => `STAT ${n}\r\n`)
        .join("")
        .slice(0, SIZE),
    ),
    "a name without an end": endless("x", "STAT "),
    spaces: endless(" ", "STAT a"),
  },
  "memcached client, many keys": {
    "many values": latin1(
      Array.from({ length: 5000 }, (_, n) => `VALUE ${n.toString(36)} 0 0\r\n\r\n`)
        .join("")
        .slice(0, SIZE),
    ),
  },
  "ident server": {
    queries: endless("1,1\r\n"),
    "queries of no ports": endless("0,0\r\n"),
    spaces: endless(" ", "1"),
  },
  "ident client": { replies: endless("1,1:ERROR:NO-USER\r\n") },
  "finger server": { queries: endless("\r\n") },
  "finger client": { "control characters": endless("\x1b\x07") },
  "WebSocket server": {
    "a header without an end": endless("x", HEAD),
    "many headers": filled(HEAD, "a:\r\n", "\r\n\r\n", 16_000),
    "spaces in a header": filled(`${HEAD}a: x`, " ", "x\r\n\r\n", 16_000),
    "tabs in many headers": filled(HEAD, `a: x${"\t".repeat(1990)}x\r\n`, "\r\n\r\n", 16_000),
    commas: filled(`${HEAD}Host: h\r\nUpgrade: `, ",", "\r\n\r\n", 16_000),
    "question marks": filled("GET /", "?", " HTTP/1.1\r\n\r\n", 16_000),
    "empty frames": endless("\x82\x80\0\0\0\0", UPGRADE),
    "frames of a byte": endless("\x82\x81\0\0\0\0x", UPGRADE),
    "empty fragments": endless("\0\x80\0\0\0\0", `${UPGRADE}\x02\x80\0\0\0\0`),
    pings: endless("\x89\x80\0\0\0\0", UPGRADE),
    "a frame of 2^63": endless("x", `${UPGRADE}\x82\xff\x7f${"\xff".repeat(7)}`),
    "a frame of 1 MiB that begins": endless("x", `${UPGRADE}\x82\xff\0\0\0\0\0\x10\0\0\0\0\0\0`),
    "no frames": endless("\xff", UPGRADE),
  },
  "WebSocket client": {
    "spaces in a header": filled("HTTP/1.1 200 OK\r\na: x", " ", "x\r\n\r\n", 16_000),
    "a status without an end": endless("1", "HTTP/1.1 "),
  },
};

type Make = () => IProtocol;

/** The pieces are given to a parser, as long as it reads; each call goes through `call`. */
function feed(
  make: Make,
  pieces: readonly Uint8Array[],
  call: (deliver: () => void) => void,
): void {
  const transport = new Sink();
  transport.protocol = make();
  transport.protocol.makeConnection(transport);
  for (let next = 0; next < pieces.length || transport.rest !== null; ) {
    // As of a transport, nobody is given anything who has paused.
    if (transport.producerState === "paused") nextTurns();
    if (transport.producerState === "paused" || transport.disconnecting) break;
    const piece = transport.rest ?? pieces[next++]!;
    transport.rest = null;
    call(() => transport.protocol.dataReceived(piece));
  }
  transport.abortConnection();
  transport.protocol.connectionLost(new Failure(new ConnectionDone("over")));
  nextTurns();
}

function pieces(bytes: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
    bytes.slice(n * size, (n + 1) * size),
  );
}

const shortest = (runs: number, measure: () => number): number =>
  Math.min(...Array.from({ length: runs }, measure));

/** Milliseconds of the processor's time, collecting garbage and compiling included: others may be using it as well. */
function spent(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Milliseconds of the longest call. */
function longestCall(make: Make, bytes: Uint8Array): number {
  const measured = [SIZE, 1024].map((size) =>
    shortest(RUNS, () => {
      let longest = 0;
      feed(make, pieces(bytes, size), (deliver) => {
        const before = spent();
        deliver();
        longest = Math.max(longest, spent() - before);
      });
      return longest;
    }),
  );
  return Math.max(...measured);
}

/** Milliseconds of all of it, byte by byte. */
function dribble(make: Make, bytes: Uint8Array): number {
  const each = pieces(bytes, 1);
  return shortest(2, () => {
    const before = spent();
    feed(make, each, (deliver) => deliver());
    return spent() - before;
  });
}

const benchmark = (name: string, limit: number, measure: () => number): Benchmark => ({
  name: `hostile: ${name}`,
  unit: "ms",
  ours: { name: "at the most", measure },
  limit,
});

export const hostileBenchmarks: readonly Benchmark[] = Object.entries(parsers).flatMap(
  ([parser, make]) => {
    const special = Object.entries(SPECIAL[parser] ?? {});
    const all = [...Object.values(EVERYBODY), ...special.map(([, bytes]) => bytes)];
    const worst = (measure: (make: Make, bytes: Uint8Array) => number) => (): number =>
      Math.max(...all.map((bytes) => measure(make, bytes)));
    return [
      benchmark(`${parser}, anything`, LIMIT, worst(longestCall)),
      ...special.map(([what, bytes]) =>
        benchmark(`${parser}, ${what}`, LIMIT, () => longestCall(make, bytes)),
      ),
      // Each mistake that is forgiven costs an error, and comes in a turn of its own.
      ...(parser.endsWith("forgives")
        ? []
        : [benchmark(`${parser}, anything byte by byte`, DRIBBLE_LIMIT, worst(dribble))]),
    ];
  },
);
