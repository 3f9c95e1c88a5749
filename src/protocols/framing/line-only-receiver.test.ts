import assert from "node:assert/strict";
import { test } from "node:test";
import { ascii, bytes, Wire } from "../wire.test-fixture.ts";
import { LineOnlyReceiver } from "./line-only-receiver.ts";

class Recorder extends LineOnlyReceiver {
  override maxLength = 10;
  readonly seen: string[] = [];
  readonly wire: Wire = new Wire();
  constructor() {
    super();
    this.makeConnection(this.wire);
  }
  override lineReceived(line: Uint8Array): void {
    this.seen.push(ascii(line));
    if (ascii(line) === "quit") this.transport.loseConnection();
    if (ascii(line) === "throw") throw new RangeError("mine");
  }
  override lineLengthExceeded(line: Uint8Array): void {
    this.seen.push(`too long: ${ascii(line)}`);
    super.lineLengthExceeded(line);
  }
}

test("F6: lines, however they are cut", () => {
  const stream = "one\r\n\r\ntwo\rx\r\nthree\r\nrest";
  for (let cut = 0; cut <= stream.length; cut++) {
    const recorder = new Recorder();
    recorder.dataReceived(bytes(stream.slice(0, cut)));
    recorder.dataReceived(bytes(stream.slice(cut)));
    assert.deepEqual(recorder.seen, ["one", "", "two\rx", "three"]);
  }
});

test("F6: the limit holds for each line, and for what there is of the next one", () => {
  const recorder = new Recorder();
  recorder.dataReceived(bytes("0123456789\r\n"));
  assert.deepEqual(recorder.seen, ["0123456789"]);
  recorder.dataReceived(bytes("0123456789x\r\nnever"));
  assert.deepEqual(recorder.seen.at(-1), "too long: 0123456789x");
  assert.deepEqual(recorder.wire.calls, ["lose"]);
  const other = new Recorder();
  other.dataReceived(bytes("0123456789"));
  assert.deepEqual(other.seen, []);
  other.dataReceived(bytes("x"));
  assert.deepEqual(other.seen, ["too long: 0123456789x"]);
});

test("F5: no line is delivered after loseConnection; one that throws is used up", () => {
  const recorder = new Recorder();
  recorder.dataReceived(bytes("quit\r\nnever\r\n"));
  assert.deepEqual(recorder.seen, ["quit"]);
  const other = new Recorder();
  assert.throws(() => other.dataReceived(bytes("throw\r\nnext\r\n")), RangeError);
  other.dataReceived(bytes(""));
  assert.deepEqual(other.seen, ["throw", "next"]);
});

test("sendLine adds the delimiter; strings go out as UTF-8", () => {
  const recorder = new Recorder();
  recorder.sendLine("a");
  recorder.sendLine(bytes("b"));
  recorder.sendLine("é");
  assert.equal(recorder.wire.sent, "a\r\nb\r\n\u00c3\u00a9\r\n");
});

test("F6: the verdict on a line does not depend on where it is cut", () => {
  for (const [line, expected] of [
    ["0123456789", "0123456789"],
    ["0123456789x", "too long"],
  ] as const)
    for (let cut = 0; cut <= line.length + 2; cut++) {
      const recorder = new Recorder();
      recorder.dataReceived(bytes(`${line}\r\n`.slice(0, cut)));
      recorder.dataReceived(bytes(`${line}\r\n`.slice(cut)));
      assert.deepEqual(
        [recorder.seen.length, recorder.seen[0]?.slice(0, expected.length)],
        [1, expected],
      );
    }
});

test("a receiver that forgives a line that is too long gets those behind it", () => {
  class Forgiving extends Recorder {
    override lineLengthExceeded(line: Uint8Array): void {
      this.seen.push(`${line.length} bytes`);
    }
  }
  const forgiving = new Forgiving();
  forgiving.dataReceived(bytes("0123456789x\r\none\r\ntwo\r\n"));
  assert.deepEqual(forgiving.seen, ["11 bytes", "one", "two"]);
});

test("F6: … and the same ones, however the stream is cut: of a line that is too long nothing is left", () => {
  class Forgiving extends Recorder {
    override lineLengthExceeded(line: Uint8Array): void {
      this.seen.push("too long");
      assert.ok(line.length > 10);
    }
  }
  const stream = `one\r\n${"x".repeat(11)}\r\ntwo\r\n${"y".repeat(30)}\r\n\r\nthree\r\n`;
  const expected = ["one", "too long", "two", "too long", "", "three"];
  for (let a = 1; a < stream.length; a++)
    for (let b = 1; b <= stream.length - a; b++) {
      const forgiving = new Forgiving();
      for (const piece of [stream.slice(0, a), stream.slice(a, a + b), stream.slice(a + b)])
        forgiving.dataReceived(bytes(piece));
      assert.deepEqual(forgiving.seen, expected, `${a}, ${b}`);
    }
  const dribbled = new Forgiving();
  for (const byte of bytes(stream)) dribbled.dataReceived(Uint8Array.of(byte));
  assert.deepEqual(dribbled.seen, expected);
});
