import assert from "node:assert/strict";
import { test } from "node:test";
import { bytes } from "../wire.test-fixture.ts";
import { LengthPrefixError, MessageTooLongError, StringTooLongError } from "./errors.ts";
import { fixedPrefix, type LengthPrefix, varintPrefix } from "./length-prefix.ts";
import { LengthPrefixedReceiver } from "./length-prefixed-receiver.ts";
import { fed } from "./recording.test-fixture.ts";

class Strings extends LengthPrefixedReceiver {
  readonly prefix: LengthPrefix;
  constructor(prefix: LengthPrefix) {
    super();
    this.prefix = prefix;
  }
  override stringReceived(): void {}
}
const prefixes: Readonly<Record<string, LengthPrefix>> = {
  "one byte": fixedPrefix(1),
  "three bytes, little end first": fixedPrefix(3, { littleEndian: true }),
  "eight bytes": fixedPrefix(8),
  "counts itself": fixedPrefix(4, { counted: 4 }),
  varint: varintPrefix(),
};

for (const [name, prefix] of Object.entries(prefixes))
  test(`what is sent is received, however it is cut: ${name}`, () => {
    const messages = ["", "a", "x".repeat(200), "hello"];
    const sender = new Strings(prefix);
    const { sent } = fed(sender, []);
    for (const message of messages) sender.sendString(message);
    const stream = bytes(sent());
    for (let cut = 0; cut <= stream.length; cut++)
      assert.deepEqual(
        fed(new Strings(prefix), [stream.subarray(0, cut), stream.subarray(cut)]).seen,
        messages,
      );
  });

test("what is in front of a length is given with the message", () => {
  const postgres = fixedPrefix(4, { offset: 1, counted: 4 });
  const sender = new Strings(postgres);
  const { sent } = fed(sender, []);
  sender.sendString("select 1", bytes("Q"));
  assert.equal(sent(), "Q\0\0\0\x0cselect 1");
  assert.deepEqual(fed(new Strings(postgres), [bytes(`${sent()}X\0\0\0\x04`)]).seen, [
    "Q/select 1",
    "X/",
  ]);
  assert.throws(() => sender.sendString("no header"), RangeError);
});

test("a prefix that promises 4 GiB ends the connection when it is there; nothing behind it is looked at", () => {
  const { seen, error } = fed(new Strings(fixedPrefix(4)), [
    bytes("\0\0\0\x01a\xff\xff\xff"),
    bytes("\xff\0\0\0\x01b"),
  ]);
  assert.deepEqual(seen, ["a"]);
  assert.ok(error instanceof MessageTooLongError);
  assert.deepEqual([error.limit, error.length], [99_999, 2 ** 32 - 1]);
});

test("a varint that goes on for ever, or is longer than it need be, ends the connection", () => {
  const wasteful = fed(new Strings(varintPrefix()), [bytes("\x80\x00\x01a")]);
  assert.ok(wasteful.error instanceof LengthPrefixError);
  assert.deepEqual(wasteful.seen, []);
  const endless = fed(new Strings(varintPrefix()), Array(20).fill(bytes("\x80")));
  assert.ok(endless.error instanceof LengthPrefixError);
  assert.ok(
    fed(new Strings(varintPrefix()), [bytes("\xff\xff\xff")]).error instanceof MessageTooLongError,
  );
});

test("what a prefix throws and is no FramingError is an exception like any other", () => {
  const broken = { ...fixedPrefix(1), read: () => assert.fail("mine") };
  assert.throws(() => fed(new Strings(broken), [bytes("x")]), /mine/);
});

test("a string that is longer than its prefix can say is not sent", () => {
  const sender = new Strings(fixedPrefix(1));
  const { sent } = fed(sender, []);
  assert.throws(() => sender.sendString(new Uint8Array(256)), StringTooLongError);
  assert.equal(sent(), "");
});
