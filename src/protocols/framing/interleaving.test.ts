/**
 * Every framing against the obvious reading of its stream, when what its callbacks do, and what is done between two
 * reads, is anything at all: pauses, ends, exceptions, TLS, another protocol, bytes from inside, other limits.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { latin1, latin1Text } from "../../bytes/index.ts";
import { implementer } from "../../components/index.ts";
import { Failure } from "../../deferred/index.ts";
import { type IProtocol, ISwitchableTransport } from "../../net/index.ts";
import { StringTransport } from "../../testing/index.ts";
import { Protocol } from "../protocol.ts";
import type { FramedProtocol } from "./framed-protocol.ts";
import { Int8StringReceiver, Int16StringReceiver } from "./int-n-string-receiver.ts";
import { JSONLinesReceiver } from "./json-lines-receiver.ts";
import { fixedPrefix, type LengthPrefix, varintPrefix } from "./length-prefix.ts";
import { LengthPrefixedReceiver } from "./length-prefixed-receiver.ts";
import { LineOnlyReceiver } from "./line-only-receiver.ts";
import { LineReceiver } from "./line-receiver.ts";
import { NetstringReceiver } from "./netstring-receiver.ts";

const LIMIT = 12;
const OTHER_LIMIT = 5;
/** Or one that feeds in each callback would never end. */
const FEEDS = 5;

/** One thing that is done in a callback, or between two reads. */
const ACTIONS = [
  "nothing",
  "pause",
  "resume",
  "pause and resume",
  "lose",
  "abort",
  "throw",
  "feed",
  "feed half",
  "take all",
  "TLS",
  "hand over",
  "set protocol",
  "lower the limit",
  "stop",
] as const;
type Action = (typeof ACTIONS)[number];

/**
 * What a text begins with: a message, or `null` for what is passed over, and where the next one begins. `null`: it is too long
 * or no message; "more": it is not whole.
 */
type Read = readonly [message: string | null, end: number] | null | "more";
type Reader = (stream: string, limit: number) => Read;

type Receiver = FramedProtocol & { maxLength: number };
interface Framing {
  readonly make: (received: (message: Uint8Array) => void) => Receiver;
  readonly encode: (message: string) => string;
  readonly read: Reader;
}

const readLine: Reader = (stream, limit) => {
  const end = stream.indexOf("\r\n");
  if (end >= 0) return end > limit ? null : [stream.slice(0, end), end + 2];
  return stream.length >= limit + 2 ? null : "more";
};

/** The verdict does not depend on the cuts: it falls when what there is cannot be the beginning of a line that may be. */
const readLineAlone: Reader = (stream, limit) => {
  const end = stream.indexOf("\r\n");
  if (end >= 0) return end > limit ? null : [stream.slice(0, end), end + 2];
  return stream.length - (stream.endsWith("\r") ? 1 : 0) > limit ? null : "more";
};

const prefixed =
  (lengthOf: (stream: string) => readonly [length: number, start: number] | null): Reader =>
  (stream, limit) => {
    const found = lengthOf(stream);
    if (found === null) return "more";
    const [length, start] = found;
    if (length > limit) return null;
    return stream.length < start + length
      ? "more"
      : [stream.slice(start, start + length), start + length];
  };

const readNetstring: Reader = (stream, limit) => {
  const digits = /^\d*/.exec(stream)![0];
  for (let i = 1; i <= digits.length; i++) {
    if (i > 1 && digits[0] === "0") return null;
    if (Number(digits.slice(0, i)) > limit) return null;
  }
  if (stream.length === digits.length) return "more";
  if (digits === "" || stream[digits.length] !== ":") return null;
  const start = digits.length + 1;
  const end = start + Number(digits);
  if (stream.length <= end) return "more";
  return stream[end] === "," ? [stream.slice(start, end), end + 1] : null;
};

const readJSON: Reader = (stream, limit) => {
  const end = stream.indexOf("\n");
  if (end < 0) return stream.length > limit ? null : "more";
  if (end > limit) return null;
  const line = stream.slice(0, end);
  if (line === "" || line === "\r") return [null, end + 1];
  try {
    return [JSON.stringify(JSON.parse(line)), end + 1];
  } catch {
    return null;
  }
};

/** A receiver of any class, the messages of which go to `received`. */
function receiverOf(
  Base: abstract new () => Receiver,
  method: string,
  received: (message: Uint8Array) => void,
): Receiver {
  const receiver = new (Base as unknown as new () => Receiver)();
  Object.assign(receiver, { maxLength: LIMIT, [method]: received });
  return receiver;
}

abstract class Varints extends LengthPrefixedReceiver {
  override readonly prefix: LengthPrefix = varintPrefix();
}
abstract class Typed extends LengthPrefixedReceiver {
  override readonly prefix: LengthPrefix = fixedPrefix(2, {
    littleEndian: true,
    offset: 1,
    counted: 2,
  });
}

const byte = (n: number): string => String.fromCharCode(n);
const framings: Readonly<Record<string, Framing>> = {
  LineReceiver: {
    make: (received) => receiverOf(LineReceiver, "lineReceived", received),
    encode: (message) => `${message}\r\n`,
    read: readLine,
  },
  LineOnlyReceiver: {
    make: (received) => receiverOf(LineOnlyReceiver, "lineReceived", received),
    encode: (message) => `${message}\r\n`,
    read: readLineAlone,
  },
  NetstringReceiver: {
    make: (received) => receiverOf(NetstringReceiver, "stringReceived", received),
    encode: (message) => `${message.length}:${message},`,
    read: readNetstring,
  },
  Int8StringReceiver: {
    make: (received) => receiverOf(Int8StringReceiver, "stringReceived", received),
    encode: (message) => byte(message.length) + message,
    read: prefixed((stream) => (stream === "" ? null : [stream.charCodeAt(0), 1])),
  },
  Int16StringReceiver: {
    make: (received) => receiverOf(Int16StringReceiver, "stringReceived", received),
    encode: (message) => byte(0) + byte(message.length) + message,
    read: prefixed((stream) =>
      stream.length < 2 ? null : [stream.charCodeAt(0) * 256 + stream.charCodeAt(1), 2],
    ),
  },
  varints: {
    make: (received) => receiverOf(Varints, "stringReceived", received),
    encode: (message) => byte(message.length) + message,
    read: prefixed((stream) => (stream === "" ? null : [stream.charCodeAt(0), 1])),
  },
  "a type, and a length that counts itself": {
    make: (received) => receiverOf(Typed, "stringReceived", received),
    encode: (message) => `t${byte(message.length + 2)}${byte(0)}${message}`,
    read: prefixed((stream) => {
      const counted = stream.charCodeAt(1) + 256 * stream.charCodeAt(2);
      if (stream.length < 3) return null;
      return [counted < 2 ? Number.POSITIVE_INFINITY : counted - 2, 3];
    }),
  },
  JSONLinesReceiver: {
    make: (received) =>
      receiverOf(JSONLinesReceiver, "jsonReceived", ((value: unknown) =>
        received(latin1(JSON.stringify(value)))) as never),
    encode: (message) => `"${message}"\n`,
    read: readJSON,
  },
};

const MINE = new RangeError("on purpose");

/** Reads while its protocol wants to, and ends the connection for what that throws, as ours do. */
class Reads extends StringTransport implements ISwitchableTransport {
  static {
    implementer(ISwitchableTransport)(this);
  }
  protocol: IProtocol;
  TLS = false;
  readonly waiting: Uint8Array[] = [];
  constructor(protocol: IProtocol) {
    super({ lenient: true });
    this.protocol = protocol;
  }
  override stopProducing(): void {
    this.loseConnection();
  }
  setProtocol(protocol: IProtocol): void {
    this.protocol = protocol;
  }
  unread(data: Uint8Array): void {
    if (data.length > 0) this.waiting.unshift(data);
  }
  readAll(): void {
    while (this.waiting.length > 0 && this.producerState === "producing" && !this.disconnecting) {
      try {
        this.protocol.dataReceived(this.waiting.shift()!);
      } catch (thrown) {
        assert.equal(thrown, MINE);
        this.abortConnection(new Failure(thrown).value);
      }
    }
  }
}

class Next extends Protocol {
  readonly seen: string[];
  constructor(seen: string[]) {
    super();
    this.seen = seen;
  }
  override dataReceived(data: Uint8Array): void {
    this.seen.push(`next ${latin1Text(data)}`);
  }
}

interface Script {
  readonly stream: string;
  readonly cuts: readonly number[];
  /** What is done in the callback of each message, and … */
  readonly inside: readonly Action[];
  /** … between two reads. */
  readonly between: readonly Action[];
}

/** What the framing does of it. */
function happened(framing: Framing, { stream, cuts, inside, between }: Script): string[] {
  const seen: string[] = [];
  let n = 0;
  let feeds = 0;
  let isInside = false;
  const receiver = framing.make((message) => {
    assert.ok(!isInside, "within itself");
    isInside = true;
    seen.push(latin1Text(message));
    try {
      act(inside[n++ % inside.length]!);
    } finally {
      isInside = false;
    }
  });
  const transport = new Reads(receiver);
  const act = (action: Action): void => {
    if (action === "pause" || action === "pause and resume") receiver.pauseProducing();
    if (action === "resume" || action === "pause and resume") receiver.resumeProducing();
    if (action === "lose") transport.loseConnection();
    if (action === "abort") transport.abortConnection();
    if (action === "stop") receiver.stopProducing();
    if (action === "throw" && isInside) throw MINE;
    if (action === "feed" && feeds++ < FEEDS) receiver.dataReceived(latin1(framing.encode("fed")));
    if (action === "feed half" && feeds++ < FEEDS)
      receiver.dataReceived(latin1(framing.encode("f")).subarray(0, 2));
    if (action === "take all" && !transport.disconnecting)
      seen.push(`took ${latin1Text(receiver.clearBuffer())}`);
    if (action === "TLS") transport.TLS = true;
    if (action === "set protocol") transport.setProtocol(new Next(seen));
    if (action === "lower the limit") receiver.maxLength = OTHER_LIMIT;
    if (action === "hand over" && transport.protocol === receiver)
      receiver.handOver(new Next(seen));
  };
  receiver.makeConnection(transport);
  for (const [i, chunk] of cut(stream, cuts).entries()) {
    transport.waiting.push(latin1(chunk));
    transport.readAll();
    try {
      act(between[i % between.length]!);
    } catch (thrown) {
      // Whoever feeds it by hand gets what is thrown, and deals with it.
      assert.equal(thrown, MINE);
      transport.abortConnection();
    }
    transport.readAll();
  }
  seen.push(transport.disconnecting ? "over" : "open");
  return joined(seen);
}

/** What it should. */
function expected(framing: Framing, { stream, cuts, inside, between }: Script): string[] {
  const seen: string[] = [];
  let n = 0;
  let feeds = 0;
  let buffer = "";
  let waiting: string[] = [];
  let limit = LIMIT;
  let [isInside, isPaused, isOver, isNext, isHandedOver, isSecure, isBroken] = new Array<boolean>(
    7,
  ).fill(false);
  /** TLS has begun: what came before that is dropped when it is looked at next. */
  let wasSecure = false;
  const drop = (): void => {
    if (isSecure && !wasSecure) buffer = "";
    wasSecure = isSecure!;
  };
  const deliver = (): void => {
    if (isInside) return;
    while (!isPaused && !isOver && !isNext) {
      drop();
      if (isBroken) return;
      const read = framing.read(buffer, limit);
      if (read === "more") return;
      if (read === null) {
        isBroken = isOver = true;
        return;
      }
      buffer = buffer.slice(read[1]);
      if (read[0] === null) continue;
      seen.push(read[0]);
      isInside = true;
      act(inside[n++ % inside.length]!);
      isInside = false;
    }
  };
  const fed = (bytes: string): void => {
    if (!isInside) drop();
    buffer += bytes;
    deliver();
  };
  const act = (action: Action): void => {
    if (isHandedOver && ["pause", "resume", "pause and resume", "stop"].includes(action)) return;
    if (action === "pause" || action === "pause and resume") isPaused = true;
    if (action === "resume" || action === "pause and resume") {
      isPaused = false;
      deliver();
    }
    if (action === "lose" || action === "abort") isOver = true;
    if (action === "throw" && isInside) isOver = true;
    if (action === "stop") isPaused = isOver = true;
    if (action === "feed" && feeds++ < FEEDS) fed(framing.encode("fed"));
    if (action === "feed half" && feeds++ < FEEDS) fed(framing.encode("f").slice(0, 2));
    if (action === "take all" && !isOver) {
      drop();
      seen.push(`took ${buffer}`);
      buffer = "";
    }
    if (action === "TLS") isSecure = true;
    if (action === "set protocol") isNext = true;
    if (action === "lower the limit") limit = OTHER_LIMIT;
    if (action === "hand over" && !isNext) {
      drop();
      isNext = isHandedOver = true;
      isPaused = false;
      if (buffer !== "") waiting.unshift(buffer);
      buffer = "";
    }
  };
  const readAll = (): void => {
    while (!isPaused && !isOver && waiting.length > 0) {
      const bytes = waiting.shift()!;
      if (isNext) seen.push(`next ${bytes}`);
      else fed(bytes);
    }
  };
  for (const [i, chunk] of cut(stream, cuts).entries()) {
    waiting.push(chunk);
    readAll();
    act(between[i % between.length]!);
    readAll();
  }
  waiting = [];
  seen.push(isOver ? "over" : "open");
  return joined(seen);
}

/** What the next protocol gets may be cut anywhere. */
function joined(seen: readonly string[]): string[] {
  const result: string[] = [];
  for (const each of seen) {
    const last = result.at(-1);
    if (each.startsWith("next ") && last?.startsWith("next "))
      result[result.length - 1] = last + each.slice(5);
    else result.push(each);
  }
  return result;
}

function cut(stream: string, sizes: readonly number[]): string[] {
  const chunks: string[] = [];
  for (let at = 0, i = 0; at < stream.length; at += sizes[i++ % sizes.length]!)
    chunks.push(stream.slice(at, at + sizes[i % sizes.length]!));
  return chunks;
}

const action = fc.oneof(
  { weight: 12, arbitrary: fc.constant<Action>("nothing") },
  { weight: 4, arbitrary: fc.constantFrom<Action>("pause", "resume", "pause and resume") },
  { weight: 6, arbitrary: fc.constantFrom<Action>(...ACTIONS) },
);

const RUNS = Number(process.env.INTERLEAVING_RUNS ?? 300);

for (const [name, framing] of Object.entries(framings))
  test(`F1–F8, X10, X26: ${name}, whatever is done in its callbacks and between reads`, () => {
    const message = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: LIMIT + 1 });
    const piece = fc.oneof(
      { weight: 9, arbitrary: message.map(framing.encode) },
      { weight: 1, arbitrary: fc.constantFrom("\r", "\n", "\r\n", "0", "1:") },
    );
    const script = fc.record({
      stream: fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join("")),
      cuts: fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 8 }),
      inside: fc.array(action, { minLength: 1, maxLength: 8 }),
      between: fc.array(action, { minLength: 1, maxLength: 8 }),
    });
    fc.assert(
      fc.property(script, (each) =>
        assert.deepEqual(happened(framing, each), expected(framing, each)),
      ),
      { numRuns: RUNS },
    );
  });
