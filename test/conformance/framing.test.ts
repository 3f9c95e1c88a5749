/** The conformance suite for framings, on each that we have. */
import { test } from "node:test";
import { concat, text, utf8 } from "torsion/bytes";
import {
  fixedPrefix,
  Int8StringReceiver,
  Int16StringReceiver,
  Int32StringReceiver,
  type IntNStringReceiver,
  JSONLinesReceiver,
  type LengthPrefix,
  LengthPrefixedReceiver,
  LineOnlyReceiver,
  LineReceiver,
  NetstringReceiver,
  type State,
  StatefulProtocol,
  varintPrefix,
} from "torsion/protocols";
import { type FramingHooks, framingConformance } from "torsion/testing";

/** A receiver with another limit. */
function limited<R extends { maxLength: number }>(receiver: R, maxLength?: number): R {
  if (maxLength !== undefined) receiver.maxLength = maxLength;
  return receiver;
}

for (const delimiter of ["\r\n", "\n", "::::"]) {
  const name = JSON.stringify(delimiter);
  const encode = (message: Uint8Array): Uint8Array => concat([message, utf8(delimiter)]);
  framingConformance(test, `LineReceiver, ${name}`, {
    make(hooks, maxLength) {
      class Lines extends LineReceiver {
        override delimiter = utf8(delimiter);
        override lineReceived(line: Uint8Array): unknown {
          return hooks.received(line);
        }
        override rawDataReceived(data: Uint8Array): unknown {
          return hooks.rawReceived(data);
        }
      }
      return limited(new Lines(), maxLength);
    },
    encode,
    raw: {
      start: (lines) => lines.setRawMode(),
      stop: (lines, rest) => lines.setLineMode(rest),
    },
    send: (lines, message) => lines.sendLine(message),
  });

  framingConformance(test, `LineOnlyReceiver, ${name}`, {
    make(hooks, maxLength) {
      class Lines extends LineOnlyReceiver {
        override delimiter = utf8(delimiter);
        override lineReceived(line: Uint8Array): unknown {
          return hooks.received(line);
        }
      }
      return limited(new Lines(), maxLength);
    },
    encode,
    send: (lines, message) => lines.sendLine(message),
  });
}

framingConformance(test, "NetstringReceiver", {
  make(hooks, maxLength) {
    class Strings extends NetstringReceiver {
      override stringReceived(string: Uint8Array): unknown {
        return hooks.received(string);
      }
    }
    return limited(new Strings(), maxLength);
  },
  encode: (message) => concat([utf8(`${message.length}:`), message, utf8(",")]),
  send: (strings, message) => strings.sendString(message),
  malformed: {
    "no digit": utf8(":,"),
    "a leading zero": utf8("01:a,"),
    "two zeros": utf8("00:,"),
    "a sign": utf8("-1:a,"),
    "a plus": utf8("+1:a,"),
    "a space in front": utf8(" 1:a,"),
    "a space behind": utf8("1 :a,"),
    "hexadecimal digits": utf8("0x1:a,"),
    "no comma": utf8("1:ab"),
    "a line's end for a comma": utf8("1:a\n"),
    "endless digits": utf8("1".repeat(1000)),
    "a length above the limit": utf8("100000:"),
    "digits of another alphabet": utf8("١:a,"),
  },
});

class Prefixed extends LengthPrefixedReceiver {
  readonly prefix: LengthPrefix;
  readonly #hooks: FramingHooks;
  constructor(hooks: FramingHooks, prefix: LengthPrefix) {
    super();
    this.#hooks = hooks;
    this.prefix = prefix;
  }
  override stringReceived(string: Uint8Array): unknown {
    return this.#hooks.received(string);
  }
}

for (const [name, prefix, malformed] of [
  ["1 byte", fixedPrefix(1), {}],
  ["2 bytes", fixedPrefix(2), {}],
  ["3 bytes, little end first", fixedPrefix(3, { littleEndian: true }), { huge: "\xff\xff\xff" }],
  ["4 bytes that count themselves", fixedPrefix(4, { counted: 4 }), { "too few": "\0\0\0\x03" }],
  [
    "8 bytes, all set",
    fixedPrefix(8),
    { "2**64 - 1": "\xff".repeat(8), "2**63": "\x80\0\0\0\0\0\0\0" },
  ],
  [
    "a varint",
    varintPrefix(),
    { "no end": "\x80".repeat(10), "longer than need be": "\x81\x00a", huge: "\xff".repeat(5) },
  ],
] as const)
  framingConformance(test, `LengthPrefixedReceiver, ${name}`, {
    make: (hooks, maxLength) => limited(new Prefixed(hooks, prefix), maxLength),
    encode: (message) => concat([prefix.write(message.length), message]),
    send: (strings, message) => strings.sendString(message),
    malformed: Object.fromEntries(
      Object.entries(malformed).map(([what, bytes]) => [
        what,
        Uint8Array.from(bytes as string, (char) => char.charCodeAt(0)),
      ]),
    ),
  });

/** As PostgreSQL's: a type, a length that counts itself. */
const typed = fixedPrefix(4, { offset: 1, counted: 4 });
framingConformance(test, "LengthPrefixedReceiver, a type in front", {
  make: (hooks, maxLength) => limited(new Prefixed(hooks, typed), maxLength),
  encode: (message) => concat([utf8("Q"), typed.write(message.length), message]),
  send: (strings, message) => strings.sendString(message, utf8("Q")),
  malformed: { "less than it counts": Uint8Array.of(0x51, 0, 0, 0, 3) },
});

type StringHooks = { hooks: FramingHooks };
class Strings8 extends Int8StringReceiver {
  hooks!: FramingHooks;
  override stringReceived(string: Uint8Array): unknown {
    return this.hooks.received(string);
  }
}
class Strings16 extends Int16StringReceiver {
  hooks!: FramingHooks;
  override stringReceived(string: Uint8Array): unknown {
    return this.hooks.received(string);
  }
}
class Strings32 extends Int32StringReceiver {
  hooks!: FramingHooks;
  override stringReceived(string: Uint8Array): unknown {
    return this.hooks.received(string);
  }
}
for (const [name, Receiver, size] of [
  ["Int8StringReceiver", Strings8, 1],
  ["Int16StringReceiver", Strings16, 2],
  ["Int32StringReceiver", Strings32, 4],
] as const)
  framingConformance<IntNStringReceiver & StringHooks>(test, name, {
    make: (hooks, maxLength) => limited(Object.assign(new Receiver(), { hooks }), maxLength),
    encode: (message) => concat([fixedPrefix(size).write(message.length), message]),
    send: (strings, message) => strings.sendString(message),
    malformed: size === 4 ? { "a promise of 4 GiB": new Uint8Array(4).fill(255) } : {},
  });

framingConformance(test, "JSONLinesReceiver", {
  make(hooks, maxLength) {
    class Values extends JSONLinesReceiver {
      override jsonReceived(value: unknown): unknown {
        return hooks.received(utf8(JSON.stringify(value)));
      }
    }
    return limited(new Values(), maxLength);
  },
  messages: ['{"a":[1,2]}', "null", '"é\\n"', "0", "[]", `"${"x".repeat(40)}"`].map(utf8),
  message: (length) => utf8(`"${"x".repeat(length - 2)}"`),
  encode: (message) => concat([message, utf8("\n")]),
  send: (values, message) => values.sendJSON(JSON.parse(text(message))),
  malformed: {
    "no JSON": utf8("{a:1}\n"),
    "two values": utf8("1 2\n"),
    "no UTF-8": Uint8Array.of(0x22, 0xff, 0x22, 0x0a),
    "half a character": Uint8Array.of(0x22, 0xc3, 0x22, 0x0a),
    "a byte order mark": utf8("\ufeff1\n"),
    "nested too deep": utf8(`${"[".repeat(101)}${"]".repeat(101)}\n`),
    "a line without end": utf8("1".repeat(70_000)),
  },
});

framingConformance(test, "StatefulProtocol", {
  waits: false,
  usesParts: true,
  make(hooks, maxLength) {
    /** A length of two digits, and as many bytes. */
    class Digits extends StatefulProtocol {
      override getInitialState(): State {
        return [this.digits, 2];
      }
      digits(data: Uint8Array): State {
        return [this.body, Number(text(data))];
      }
      body(data: Uint8Array): State {
        hooks.received(data);
        return [this.digits, 2];
      }
    }
    return limited(new Digits(), maxLength);
  },
  encode: (message) => concat([utf8(String(message.length).padStart(2, "0")), message]),
});
