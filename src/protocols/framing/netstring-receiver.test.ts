import assert from "node:assert/strict";
import { test } from "node:test";
import { bytes } from "../wire.test-fixture.ts";
import { MessageTooLongError, NetstringParseError } from "./errors.ts";
import { NetstringReceiver } from "./netstring-receiver.ts";
import { fed } from "./recording.test-fixture.ts";

class Strings extends NetstringReceiver {
  override stringReceived(): void {}
}
const feed = (...chunks: string[]) => fed(new Strings(), chunks.map(bytes));

test("F7: strings, however they are cut", () => {
  const stream = "0:,5:hello,3:a,b,12:twelve bytes,1:";
  const expected = ["", "hello", "a,b", "twelve bytes"];
  for (let cut = 0; cut <= stream.length; cut++)
    assert.deepEqual(feed(stream.slice(0, cut), stream.slice(cut)).seen, expected);
  assert.deepEqual(feed(...stream).seen, expected);
});

test("F7: what is no length, or lacks its comma, ends the connection; nothing behind it is looked at", () => {
  for (const [wrong, why] of [
    ["00:,", /begins with a zero/],
    ["01:a,", /begins with a zero/],
    ["-1:a,", /"-"/],
    ["+1:a,", /"\+"/],
    [" 1:a,", /the byte 32/],
    ["1 :a,", /the byte 32/],
    ["1;a,", /";"/],
    [":,", /":"/],
    ["1:ab", /"b" where its comma/],
    ["1:a\n", /the byte 10 where its comma/],
    ["\xff", /the byte 255/],
  ] as const)
    for (const chunks of [[`1:x,${wrong}1:y,`], [..."1:x,", ...wrong, "1:y,"]]) {
      const { seen, error } = feed(...chunks);
      assert.deepEqual(seen, ["x"]);
      assert.ok(error instanceof NetstringParseError);
      assert.match(error.message, why);
    }
});

test("F7: 99,999 bytes are allowed; a digit that makes it more is enough", () => {
  const longest = "x".repeat(99_999);
  assert.deepEqual(feed(`99999:${longest},`).seen, [longest]);
  const { error } = feed("1", "0", "0", "0", "0", "0");
  assert.ok(error instanceof MessageTooLongError);
  assert.deepEqual([error.limit, error.length], [99_999, 100_000]);
  assert.equal(feed("10000").error, undefined);
});

test("F7: after an error nothing more is delivered, even where the connection stays", () => {
  class Lenient extends Strings {
    readonly failed: unknown[] = [];
    override framingFailed(error: Error): void {
      this.failed.push(error.name);
    }
    override lengthLimitExceeded(length: number): void {
      this.failed.push(length);
    }
  }
  const lenient = new Lenient();
  assert.deepEqual(fed(lenient, ["1:a,x1:b,", "1:c,"].map(bytes)).seen, ["a"]);
  assert.deepEqual(lenient.failed, ["NetstringParseError"]);
  const other = new Lenient();
  assert.deepEqual(fed(other, ["1:a,123456:", "1:c,"].map(bytes)).seen, ["a"]);
  assert.deepEqual([other.failed, other.clearBuffer().length], [[123_456], 0]);
});

test("sendString: bytes, and text as UTF-8", () => {
  const strings = new Strings();
  const { sent } = fed(strings, []);
  strings.sendString(bytes("hello"));
  strings.sendString("é");
  strings.sendString("");
  assert.equal(sent(), "5:hello,2:\u00c3\u00a9,0:,");
});

test("F7: without a limit, digits have an end all the same", () => {
  class Any extends NetstringReceiver {
    override maxLength: number = Number.POSITIVE_INFINITY;
    override stringReceived(): void {
      assert.fail("none is whole");
    }
  }
  const { error } = fed(new Any(), [bytes("1".repeat(1000))]);
  assert.ok(error instanceof MessageTooLongError);
});
