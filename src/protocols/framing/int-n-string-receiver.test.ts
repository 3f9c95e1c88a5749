import assert from "node:assert/strict";
import { test } from "node:test";
import { bytes } from "../wire.test-fixture.ts";
import { MessageTooLongError, StringTooLongError } from "./errors.ts";
import {
  Int8StringReceiver,
  Int16StringReceiver,
  Int32StringReceiver,
} from "./int-n-string-receiver.ts";
import { fed } from "./recording.test-fixture.ts";

class Strings8 extends Int8StringReceiver {
  override stringReceived(): void {}
}
class Strings16 extends Int16StringReceiver {
  override stringReceived(): void {}
}
class Strings32 extends Int32StringReceiver {
  override stringReceived(): void {}
}

for (const [Strings, zeros] of [
  [Strings8, ""],
  [Strings16, "\0"],
  [Strings32, "\0\0\0"],
] as const) {
  test(`F8: ${Strings.name}: strings, however they are cut`, () => {
    const stream = `${zeros}\x03one${zeros}\0${zeros}\x04four${zeros}\x02x`;
    for (let cut = 0; cut <= stream.length; cut++) {
      const { seen } = fed(new Strings(), [bytes(stream.slice(0, cut)), bytes(stream.slice(cut))]);
      assert.deepEqual(seen, ["one", "", "four"]);
    }
  });

  test(`F8: ${Strings.name}: exactly the limit passes, one more is told to lengthLimitExceeded`, () => {
    const short = new Strings();
    short.maxLength = 3;
    const { seen, error } = fed(short, [bytes(`${zeros}\x03one${zeros}\x04`)]);
    assert.deepEqual(seen, ["one"]);
    assert.ok(error instanceof MessageTooLongError);
    assert.deepEqual([error.limit, error.length], [3, 4]);
    const told: number[] = [];
    const lenient = new Strings();
    lenient.maxLength = 3;
    lenient.lengthLimitExceeded = (length) => void told.push(length);
    fed(lenient, [bytes(`${zeros}\x05fives${zeros}\x01x`), bytes(`${zeros}\x01y`)]);
    assert.deepEqual(told, [5]);
  });
}

test("F8: sendString adds the length, and refuses what the prefix cannot say", () => {
  for (const [Strings, expected, longest] of [
    [Strings8, "\x02hi", 255],
    [Strings16, "\0\x02hi", 65_535],
  ] as const) {
    const strings = new Strings();
    const { sent } = fed(strings, []);
    strings.sendString(bytes("hi"));
    assert.equal(sent(), expected);
    strings.sendString(new Uint8Array(longest));
    assert.throws(() => strings.sendString(new Uint8Array(longest + 1)), StringTooLongError);
  }
});
