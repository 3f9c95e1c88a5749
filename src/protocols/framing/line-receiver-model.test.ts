/** `LineReceiver` against the obvious reading of a whole stream, under any chunking and any pauses. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ascii, bytes, Wire } from "../wire.test-fixture.ts";
import { LineReceiver } from "./line-receiver.ts";

const LIMIT = 20;

/** Obeys lines: `raw N`, `pause`, `lose`, `throw`. Raw bytes are gathered into one entry. */
class Obedient extends LineReceiver {
  override maxLength = LIMIT;
  readonly seen: string[] = [];
  #raw = 0;
  #bytes = "";
  override lineReceived(data: Uint8Array): void {
    const line = ascii(data);
    this.seen.push(line);
    const raw = /^raw (\d)$/.exec(line);
    if (raw !== null) {
      this.#raw = Number(raw[1]);
      this.#bytes = "";
      this.setRawMode();
    } else if (line === "pause") this.pauseProducing();
    else if (line === "lose") this.transport.loseConnection();
    else if (line === "throw") throw new RangeError("mine");
  }
  override rawDataReceived(data: Uint8Array): void {
    const mine = data.subarray(0, this.#raw - this.#bytes.length);
    this.#bytes += ascii(mine);
    if (this.#bytes.length < this.#raw) return;
    this.seen.push(`bytes ${this.#bytes}`);
    this.setLineMode(data.subarray(mine.length));
  }
  override lineLengthExceeded(): void {
    this.seen.push("too long");
    super.lineLengthExceeded(new Uint8Array(0));
  }
}

function reading(stream: string): string[] {
  const seen: string[] = [];
  let rest = stream;
  for (;;) {
    const end = rest.indexOf("\r\n");
    if (end > LIMIT || (end < 0 && rest.length >= LIMIT + 2)) return [...seen, "too long"];
    if (end < 0) return seen;
    const line = rest.slice(0, end);
    rest = rest.slice(end + 2);
    seen.push(line);
    if (line === "lose") return seen;
    const raw = /^raw (\d)$/.exec(line);
    if (raw === null) continue;
    // Raw mode ends in a callback, and there is none before the next byte.
    const count = Number(raw[1]);
    if (rest.length < Math.max(1, count)) return seen;
    seen.push(`bytes ${rest.slice(0, count)}`);
    rest = rest.slice(count);
  }
}

/** What throws would end a connection; here it goes on, to see that the line was used up and no more. */
function despiteThrowing(step: () => void): void {
  try {
    step();
  } catch (thrown) {
    assert.ok(thrown instanceof RangeError);
  }
}

/** … and what throws while it is resumed has it abort, which is not looked at here either. */
class Lasting extends Wire {
  override abortConnection(): void {}
}

function delivered(stream: string, sizes: readonly number[], resumeAfter: number): string[] {
  const obedient = new Obedient();
  const wire = new Lasting();
  obedient.makeConnection(wire);
  let waited = 0;
  for (let at = 0, i = 0; at < stream.length && !wire.disconnecting; i++) {
    const size = sizes[i % sizes.length]!;
    despiteThrowing(() => obedient.dataReceived(bytes(stream.slice(at, at + size))));
    at += size;
    if (obedient.paused && waited++ >= resumeAfter) {
      waited = 0;
      despiteThrowing(() => obedient.resumeProducing());
    }
  }
  let before: number;
  do {
    before = obedient.seen.length;
    despiteThrowing(() => obedient.resumeProducing());
  } while (obedient.seen.length > before);
  return obedient.seen;
}

const piece = fc.oneof(
  fc.constantFrom("\r\n", "\r", "\n", "pause\r\n", "throw\r\n"),
  { weight: 1, arbitrary: fc.constant("lose\r\n") },
  { weight: 3, arbitrary: fc.nat(9).map((n) => `raw ${n}\r\n`) },
  { weight: 6, arbitrary: fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 5 }) },
  {
    weight: 2,
    arbitrary: fc.integer({ min: LIMIT - 2, max: LIMIT + 3 }).map((n) => `${"x".repeat(n)}\r\n`),
  },
);

test("F1–F5: whatever the stream, the chunks and the pauses, it is what one reads in the stream", () => {
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join("")),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 12 }),
      fc.nat(3),
      (stream, sizes, resumeAfter) =>
        assert.deepEqual(delivered(stream, sizes, resumeAfter), reading(stream)),
    ),
    { numRuns: 2000 },
  );
});

test("F1–F5: every split of a stream that has it all", () => {
  const stream = `one\r\npause\r\nraw 3\r\n\r\n\rtwo\rx\r\nthrow\r\n${"x".repeat(LIMIT)}\r\nlose\r\nno\r\n`;
  const expected = reading(stream);
  assert.deepEqual(expected.slice(-4), ["two\rx", "throw", "x".repeat(LIMIT), "lose"]);
  for (let a = 1; a < stream.length; a++)
    for (let b = 1; b <= stream.length - a; b++)
      assert.deepEqual(delivered(stream, [a, b, stream.length], 0), expected, `${a}, ${b}`);
});
