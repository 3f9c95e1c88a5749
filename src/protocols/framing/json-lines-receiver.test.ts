import assert from "node:assert/strict";
import { test } from "node:test";
import { utf8 } from "../../bytes/index.ts";
import { JSONLineError, LineTooLongError } from "./errors.ts";
import { JSONLinesReceiver } from "./json-lines-receiver.ts";
import { ReasonWire } from "./recording.test-fixture.ts";

class Values extends JSONLinesReceiver {
  readonly seen: unknown[] = [];
  readonly wire: ReasonWire = new ReasonWire();
  constructor() {
    super();
    this.makeConnection(this.wire);
  }
  override jsonReceived(value: unknown): void {
    this.seen.push(value);
  }
}

function feed(data: string | Uint8Array, values: Values = new Values()): Values {
  const stream = typeof data === "string" ? utf8(data) : data;
  for (const byte of stream) values.dataReceived(Uint8Array.of(byte));
  return values;
}

test("a value a line, of any type; lines of nothing are passed over", () => {
  const { seen, wire } = feed('{"a":[1,"é"]}\n\n\r\n null \r\n"x"\n1e3\n[]\n{"half":');
  assert.deepEqual(seen, [{ a: [1, "é"] }, null, "x", 1000, []]);
  assert.equal(wire.reason, undefined);
});

test("what is no JSON, no UTF-8 or begins with a byte order mark ends the connection, and says so", () => {
  for (const [line, why] of [
    ["{'a':1}", /7 bytes is no JSON/],
    ["1 2", /no JSON/],
    ["NaN", /no JSON/],
    [" ", /no JSON/],
    ["\ufeff1", /no JSON/],
    [Uint8Array.of(0x22, 0xc3, 0x22), /no UTF-8/],
    // A surrogate, as CESU-8 has it; a NUL in two bytes.
    [Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22), /no UTF-8/],
    [Uint8Array.of(0x22, 0xc0, 0x80, 0x22), /no UTF-8/],
  ] as const) {
    const bytes = typeof line === "string" ? utf8(line) : line;
    const { seen, wire } = feed(Uint8Array.of(0x31, 0x0a, ...bytes, 0x0a, 0x32, 0x0a));
    assert.deepEqual(seen, [1]);
    assert.ok(wire.reason instanceof JSONLineError);
    assert.match(wire.reason.message, why);
    assert.deepEqual([...wire.reason.line], [...bytes]);
    assert.ok(wire.reason.cause instanceof Error);
  }
});

test("a receiver that forgives a line goes on with the next one", () => {
  class Forgiving extends Values {
    override invalidLineReceived(error: JSONLineError): void {
      this.seen.push(error.name);
    }
  }
  assert.deepEqual(feed("1\nx\n2\n", new Forgiving()).seen, [1, "JSONLineError", 2]);
});

test("nesting has a limit, which brackets in strings do not count for", () => {
  const nested = (depth: number): string => `${"[".repeat(depth)}${"]".repeat(depth)}`;
  assert.equal(feed(`${nested(100)}\n`).seen.length, 1);
  const { seen, wire } = feed(`${nested(101)}\n`);
  assert.deepEqual(seen, []);
  assert.match(wire.reason?.message ?? "", /nested more than 100 deep/);
  const flat = [`${"[{".repeat(200)}\\"${"[".repeat(200)}\\`, ...Array(200).fill({ a: [] })];
  assert.deepEqual(feed(`${JSON.stringify(flat)}\n`).seen, [flat]);
  class Shallow extends Values {
    override maxDepth = 1;
  }
  assert.ok(feed('{"a":{}}\n', new Shallow()).wire.reason instanceof JSONLineError);
});

test("a line has a limit as well", () => {
  class Short extends Values {
    override maxLength = 5;
  }
  assert.deepEqual(feed('"abc"\n', new Short()).seen, ["abc"]);
  assert.ok(feed('"abcd"', new Short()).wire.reason instanceof LineTooLongError);
});

test("sendJSON: one line a value, and nothing for what JSON has no text for", () => {
  const values = new Values();
  values.sendJSON({ text: "two\nlines" });
  values.sendJSON(null);
  assert.equal(values.wire.sent, '{"text":"two\\nlines"}\nnull\n');
  const circle: unknown[] = [];
  circle.push(circle);
  for (const value of [undefined, () => 1, 1n, circle])
    assert.throws(() => values.sendJSON(value), TypeError);
});

test("__proto__ is a key like any other", () => {
  const [value] = feed('{"__proto__":{"admin":true}}\n').seen;
  assert.equal((value as { admin?: boolean }).admin, undefined);
});
