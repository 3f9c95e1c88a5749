import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ascii, bytes, Wire } from "../wire.test-fixture.ts";
import { LineReceiver } from "./line-receiver.ts";

/** Lines are commands: `raw N` takes N bytes as they are, `pause`, `lose`, `throw`; all else is kept. */
class Recorder extends LineReceiver {
  override maxLength = 20;
  readonly seen: string[] = [];
  readonly wire: Wire = new Wire();
  #raw = 0;
  constructor() {
    super();
    this.makeConnection(this.wire);
  }
  override lineReceived(data: Uint8Array): void {
    const line = ascii(data);
    this.seen.push(line);
    const [command, argument] = line.split(" ");
    if (command === "raw") {
      this.#raw = Number(argument);
      this.setRawMode();
    } else if (command === "pause") this.pauseProducing();
    else if (command === "lose") this.transport.loseConnection();
    else if (command === "again") this.setLineMode(bytes("extra\r\n"));
    else if (command === "clear") this.seen.push(`cleared ${ascii(this.clearLineBuffer())}`);
    else if (command === "throw") throw new RangeError("mine");
  }
  override rawDataReceived(data: Uint8Array): void {
    const mine = data.subarray(0, this.#raw);
    this.#raw -= mine.length;
    if (this.seen.at(-1)?.startsWith("bytes "))
      this.seen.push((this.seen.pop() ?? "") + ascii(mine));
    else this.seen.push(`bytes ${ascii(mine)}`);
    if (this.#raw === 0) this.setLineMode(data.subarray(mine.length));
  }
  override lineLengthExceeded(line: Uint8Array): void {
    this.seen.push(`too long: ${ascii(line)}`);
    super.lineLengthExceeded(line);
  }
}

const STREAM = "one\r\n\r\nraw 5\r\na\r\nb\nraw 1\r\nxtwo\rx\r\nthree\r\nrest";
const EXPECTED = ["one", "", "raw 5", "bytes a\r\nb\n", "raw 1", "bytes x", "two\rx", "three"];

function feed(pieces: readonly string[]): Recorder {
  const recorder = new Recorder();
  for (const piece of pieces) recorder.dataReceived(bytes(piece));
  return recorder;
}

test("F1: every split in two and in three, and byte by byte, gives the same lines", () => {
  for (let a = 0; a <= STREAM.length; a++)
    for (let b = a; b <= STREAM.length; b++) {
      const { seen } = feed([STREAM.slice(0, a), STREAM.slice(a, b), STREAM.slice(b)]);
      assert.deepEqual(seen, EXPECTED, `cut at ${a} and ${b}`);
    }
  assert.deepEqual(feed([...STREAM]).seen, EXPECTED);
});

test("F1: any lines, any delimiter, any chunks", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: fc.constantFrom("a", "b", "\r"), maxLength: 15 }), {
        maxLength: 20,
      }),
      fc.constantFrom("\r\n", "\n", "::"),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 40 }),
      (lines, delimiter, sizes) => {
        const recorder = new Recorder();
        recorder.delimiter = bytes(delimiter);
        const stream = lines.map((line) => line + delimiter).join("");
        let at = 0;
        for (let i = 0; at < stream.length; i++) {
          const size = sizes[i % sizes.length] ?? 1;
          recorder.dataReceived(bytes(stream.slice(at, at + size)));
          at += size;
        }
        assert.deepEqual(recorder.seen, stream.split(delimiter).slice(0, -1));
      },
    ),
  );
});

test("F2: setLineMode from within a callback does not deliver at once, and keeps the order", () => {
  const { seen } = feed(["again\r\nsecond\r\n"]);
  assert.deepEqual(seen, ["again", "second", "extra"]);
  const outside = new Recorder();
  outside.setRawMode();
  outside.setLineMode(bytes("now\r\n"));
  assert.deepEqual(outside.seen, ["now"]);
});

test("F3: a pause holds from the next line on; resume delivers what had come", () => {
  const recorder = feed(["pause\r\nsecond\r\nthi"]);
  assert.deepEqual(recorder.seen, ["pause"]);
  recorder.dataReceived(bytes("rd\r\n"));
  assert.deepEqual(recorder.seen, ["pause"]);
  recorder.resumeProducing();
  assert.deepEqual(recorder.seen, ["pause", "second", "third"]);
  assert.deepEqual(recorder.wire.calls, ["pause", "resume"]);
});

test("F4: exactly the limit passes; one byte more waits, two are too long; all of it is given", () => {
  const full = "x".repeat(20);
  assert.deepEqual(feed([`${full}\r\n`]).seen, [full]);
  const waits = feed([`${full}y`]);
  assert.deepEqual(waits.seen, []);
  waits.dataReceived(bytes("z"));
  assert.deepEqual(waits.seen, [`too long: ${full}yz`]);
  assert.deepEqual(waits.wire.calls, ["lose"]);
  assert.deepEqual(feed([`${full}y\r\nrest\r\n`]).seen, [`too long: ${full}y\r\nrest\r\n`]);
});

test("F5: nothing is delivered after loseConnection; a line that throws is used up, the rest is not", () => {
  assert.deepEqual(feed(["lose\r\nnever\r\n"]).seen, ["lose"]);
  const recorder = new Recorder();
  assert.throws(() => recorder.dataReceived(bytes("throw\r\nnext\r\n")), RangeError);
  recorder.dataReceived(bytes(""));
  assert.deepEqual(recorder.seen, ["throw", "next"]);
});

test("clearLineBuffer takes away what was not delivered", () => {
  assert.deepEqual(feed(["clear\r\nleft\r\nover"]).seen, ["clear", "cleared left\r\nover"]);
});

test("raw mode without rawDataReceived is an error that names the class", () => {
  class Unready extends LineReceiver {
    override lineReceived(): void {
      this.setRawMode();
    }
  }
  const unready = new Unready();
  unready.makeConnection(new Wire());
  assert.throws(() => unready.dataReceived(bytes("x\r\ny")), /Unready.*rawDataReceived/);
});

test("sendLine adds the delimiter; stopProducing passes on", () => {
  const recorder = new Recorder();
  recorder.sendLine("a");
  recorder.stopProducing();
  assert.deepEqual([recorder.wire.sent, recorder.wire.calls], ["a\r\n", ["stop"]]);
});

test("F5: what was left at loseConnection stays undelivered, also after a resume", () => {
  const recorder = feed(["lose\r\nnever\r\n"]);
  recorder.resumeProducing();
  recorder.setLineMode();
  assert.deepEqual(recorder.seen, ["lose"]);
  class Raw extends Recorder {
    override rawDataReceived(data: Uint8Array): void {
      this.transport.loseConnection();
      this.setLineMode(data);
    }
  }
  const raw = new Raw();
  raw.setRawMode();
  raw.dataReceived(bytes("never\r\n"));
  assert.deepEqual(raw.seen, []);
});

test("F4: a receiver that forgives a line that is too long may put back what is behind it", () => {
  class Forgiving extends Recorder {
    override lineLengthExceeded(line: Uint8Array): void {
      const end = ascii(line).indexOf("\r\n");
      this.seen.push(`${end} bytes`);
      this.setLineMode(line.subarray(end + 2));
    }
  }
  const forgiving = new Forgiving();
  forgiving.dataReceived(bytes(`${"x".repeat(21)}\r\none\r\ntwo\r\n`));
  assert.deepEqual(forgiving.seen, ["21 bytes", "one", "two"]);
});

test("F2: no callback runs inside another, and modes may change any number of times in one chunk", () => {
  let depth = 0;
  let lines = 0;
  class Changing extends LineReceiver {
    override lineReceived(): void {
      assert.equal(++depth, 1);
      lines += 1;
      this.setRawMode();
      this.dataReceived(bytes("")); // As a transport never does.
      depth -= 1;
    }
    override rawDataReceived(data: Uint8Array): void {
      assert.equal(++depth, 1);
      this.setLineMode(data.subarray(1));
      depth -= 1;
    }
  }
  const changing = new Changing();
  changing.makeConnection(new Wire());
  changing.dataReceived(bytes("line\r\nx".repeat(20_000)));
  assert.deepEqual([lines, depth], [20_000, 0]);
});

test("X26: plaintext that came before TLS and was not looked at is dropped, however it waits", () => {
  for (const [name, secured] of [
    ["within the callback", (recorder: Recorder) => Object.assign(recorder.wire, { TLS: true })],
    [
      "… in raw mode, and what is put back",
      (recorder: Recorder) => {
        Object.assign(recorder.wire, { TLS: true });
        recorder.setRawMode();
        recorder.setLineMode(bytes("put back\r\n"));
      },
    ],
    ["later, while paused", (recorder: Recorder) => recorder.pauseProducing()],
  ] as const) {
    class Securing extends Recorder {
      override lineReceived(line: Uint8Array): void {
        super.lineReceived(line);
        if (ascii(line) === "STARTTLS") secured(this);
      }
    }
    const recorder = new Securing();
    recorder.dataReceived(bytes("STARTTLS\r\ninjected\r\nhalf of a li"));
    Object.assign(recorder.wire, { TLS: true });
    if (recorder.paused) recorder.resumeProducing();
    recorder.dataReceived(bytes("secure\r\n"));
    assert.deepEqual(recorder.seen, ["STARTTLS", "secure"], name);
  }
});
