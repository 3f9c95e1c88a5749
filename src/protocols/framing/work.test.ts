/** That framings are linear, by counting what they look at and copy: no clock has a part in it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ByteQueue, concat, utf8 } from "../../bytes/index.ts";
import { Int32StringReceiver } from "./int-n-string-receiver.ts";
import { JSONLinesReceiver } from "./json-lines-receiver.ts";
import { fixedPrefix, varintPrefix } from "./length-prefix.ts";
import { LengthPrefixedReceiver } from "./length-prefixed-receiver.ts";
import { LineOnlyReceiver } from "./line-only-receiver.ts";
import { LineReceiver } from "./line-receiver.ts";
import { NetstringReceiver } from "./netstring-receiver.ts";
import { ReasonWire } from "./recording.test-fixture.ts";
import { type State, StatefulProtocol } from "./stateful-protocol.ts";

const MEBI = 1 << 20;
const LIMIT = 2 * MEBI;

/** Bytes that are searched, copied or looked at one by one while `run` does. */
function workOf(run: () => void): number {
  let work = 0;
  const bytes = Uint8Array.prototype;
  const { indexOf, set, slice } = bytes;
  const { at } = ByteQueue.prototype;
  bytes.indexOf = function (value, from = 0) {
    const found = indexOf.call(this, value, from);
    work += (found < 0 ? this.length : found + 1) - from;
    return found;
  };
  bytes.set = function (source, offset) {
    work += source.length;
    set.call(this, source, offset);
  };
  bytes.slice = function (...range) {
    const copy = slice.apply(this, range);
    work += copy.length;
    return copy;
  };
  ByteQueue.prototype.at = function (index) {
    work += 1;
    return at.call(this, index);
  };
  try {
    run();
  } finally {
    Object.assign(bytes, { indexOf, set, slice });
    ByteQueue.prototype.at = at;
  }
  return work;
}

interface Framing {
  readonly name: string;
  make(received: (message: unknown) => void): {
    makeConnection(transport: ReasonWire): unknown;
    dataReceived(data: Uint8Array): unknown;
  };
  encode(message: Uint8Array): Uint8Array;
  /** Looks a byte that are allowed: into a block of the queue, out of it, and what is read of a prefix each time. */
  readonly most: number;
}

const framings: readonly Framing[] = [
  {
    name: "LineReceiver",
    make: (received) =>
      new (class extends LineReceiver {
        override maxLength = LIMIT;
        override lineReceived = received;
      })(),
    encode: (message) => concat([message, utf8("\r\n")]),
    most: 5,
  },
  {
    name: "LineOnlyReceiver",
    make: (received) =>
      new (class extends LineOnlyReceiver {
        override maxLength = LIMIT;
        override lineReceived = received;
      })(),
    encode: (message) => concat([message, utf8("\r\n")]),
    most: 5,
  },
  {
    name: "JSONLinesReceiver",
    make: (received) =>
      new (class extends JSONLinesReceiver {
        override maxLength = LIMIT;
        override jsonReceived = received;
      })(),
    encode: (message) => concat([utf8('"'), message, utf8('"\n')]),
    most: 5,
  },
  {
    name: "NetstringReceiver",
    make: (received) =>
      new (class extends NetstringReceiver {
        override maxLength = LIMIT;
        override stringReceived = received;
      })(),
    encode: (message) => concat([utf8(`${message.length}:`), message, utf8(",")]),
    most: 12,
  },
  {
    name: "Int32StringReceiver",
    make: (received) =>
      new (class extends Int32StringReceiver {
        override maxLength = LIMIT;
        override stringReceived = received;
      })(),
    encode: (message) => concat([fixedPrefix(4).write(message.length), message]),
    most: 8,
  },
  {
    name: "varints",
    make: (received) =>
      new (class extends LengthPrefixedReceiver {
        override prefix = varintPrefix();
        override maxLength = LIMIT;
        override stringReceived = received;
      })(),
    encode: (message) => concat([varintPrefix().write(message.length), message]),
    most: 8,
  },
  {
    name: "StatefulProtocol",
    make: (received) =>
      new (class extends StatefulProtocol {
        override maxLength = LIMIT;
        override getInitialState(): State {
          return [
            (digits) => [
              (data) => void received(data),
              Number.parseInt(String.fromCharCode(...digits), 10),
            ],
            7,
          ];
        }
      })(),
    encode: (message) => concat([utf8(String(message.length).padStart(7, "0")), message]),
    most: 5,
  },
];

for (const { name, make, encode, most } of framings)
  for (const [how, size, length] of [
    ["in pieces of one byte", 1, MEBI / 4],
    ["in pieces of one byte, four times as long", 1, MEBI],
    ["in reads of 1,000 bytes", 1000, MEBI],
    ["in reads of 64 KiB", 65_536, MEBI],
  ] as const)
    test(`${name}: a message of ${length} bytes, ${how}, costs at most ${most} looks a byte`, () => {
      const stream = encode(new Uint8Array(length).fill(0x78));
      const pieces: Uint8Array[] = [];
      for (let at = 0; at < stream.length; at += size) pieces.push(stream.subarray(at, at + size));
      let messages = 0;
      const receiver = make(() => {
        messages += 1;
      });
      const wire = new ReasonWire();
      receiver.makeConnection(wire);
      const work = workOf(() => {
        for (const piece of pieces) receiver.dataReceived(piece);
      });
      assert.deepEqual([messages, wire.reason], [1, undefined]);
      // A search of what came in one read is not counted by all runtimes; a copy of it is.
      assert.ok(work >= length && work <= most * stream.length, `${work / length} looks a byte`);
    });

test("many small messages in one read are not copied at all", () => {
  for (const { name, make, encode } of framings.slice(0, 6)) {
    const stream = concat(Array.from({ length: 5000 }, () => encode(utf8("hello"))));
    let messages = 0;
    const receiver = make(() => {
      messages += 1;
    });
    receiver.makeConnection(new ReasonWire());
    const { set } = Uint8Array.prototype;
    let copied = 0;
    Uint8Array.prototype.set = function (source, offset) {
      copied += source.length;
      set.call(this, source, offset);
    };
    try {
      receiver.dataReceived(stream);
    } finally {
      Uint8Array.prototype.set = set;
    }
    assert.deepEqual([messages, copied], [5000, 0], name);
  }
});
