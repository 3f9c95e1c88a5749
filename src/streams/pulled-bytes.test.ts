import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Deferred, Failure } from "../deferred/index.ts";
import { PulledBytes } from "./pulled-bytes.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const LF = utf8("\n");

/** A source that says whether it runs. */
function stage(highWaterMark = 10) {
  const source = {
    running: true,
    pauseProducing() {
      source.running = false;
    },
    resumeProducing() {
      source.running = true;
    },
  };
  return { source, bytes: new PulledBytes(highWaterMark, () => source) };
}

/** What a read has come to: the text, or the name of the error; `undefined` while it waits. */
function outcome(read: Deferred<Uint8Array | null>): { is: string | null | undefined } {
  const seen: { is: string | null | undefined } = { is: undefined };
  read.addBoth((result) => {
    if (result instanceof Failure) seen.is = result.value.name;
    else seen.is = result === null ? null : new TextDecoder().decode(result);
  });
  return seen;
}

test("some: what there is, or what comes next; null at the end", () => {
  const { bytes } = stage();
  bytes.received(utf8("ab"));
  bytes.received(utf8("c"));
  assert.equal(outcome(bytes.some({})).is, "abc");
  const next = outcome(bytes.some({}));
  assert.equal(next.is, undefined);
  bytes.received(utf8("d"));
  assert.equal(next.is, "d");
  const last = outcome(bytes.some({}));
  bytes.end(null);
  assert.equal(last.is, null);
  assert.equal(outcome(bytes.some({})).is, null);
});

test("exactly: all of it, however it comes, or what there was of it", () => {
  const { bytes, source } = stage(4);
  const read = outcome(bytes.exactly(6, {}));
  bytes.received(utf8("abcd"));
  assert.ok(source.running, "the read needs more than the mark");
  bytes.received(utf8("efgh"));
  assert.equal(read.is, "abcdef");
  assert.equal(outcome(bytes.exactly(0, {})).is, "");
  bytes.end(null);
  const short = bytes.exactly(3, {});
  short.addErrback(({ value }) => {
    assert.deepEqual({ ...value }, { name: value.name, partial: utf8("gh"), expected: 3 });
    return null as never;
  });
  assert.equal(short.called, true);
  for (const count of [-1, 1.5, Number.NaN])
    assert.equal(outcome(bytes.exactly(count, {})).is, "RangeError");
});

test("until: with the delimiter, which may be cut; the limit is that of what comes before it", () => {
  const { bytes } = stage();
  const crlf = utf8("\r\n");
  const read = outcome(bytes.until(crlf, 3, {}));
  bytes.received(utf8("abc\r"));
  assert.equal(read.is, undefined);
  bytes.received(utf8("\nabcd"));
  assert.equal(read.is, "abc\r\n");
  const over = outcome(bytes.until(crlf, 3, {}));
  assert.equal(over.is, undefined);
  bytes.received(utf8("\r\n"));
  assert.equal(over.is, "LimitOverrunError");
  assert.equal(outcome(bytes.until(crlf, 4, {})).is, "abcd\r\n", "nothing was taken");
  const endless = outcome(bytes.until(crlf, 3, {}));
  bytes.received(utf8("abcde"));
  assert.equal(endless.is, "LimitOverrunError", "as soon as it cannot come in time");
  bytes.end(null);
  assert.equal(outcome(bytes.until(crlf, 9, {})).is, "IncompleteReadError");
  assert.equal(outcome(bytes.until(crlf, 9, {})).is, null);
  assert.equal(outcome(bytes.until(utf8(""), 9, {})).is, "RangeError");
});

test("an error: what has come is given first, then it is what every read fails with", () => {
  const { bytes } = stage();
  const error = new TypeError("reset");
  bytes.received(utf8("a\nb"));
  bytes.end(error);
  bytes.end(null);
  bytes.received(utf8("late"));
  assert.equal(outcome(bytes.until(LF, 9, {})).is, "a\n");
  assert.equal(outcome(bytes.exactly(2, {})).is, "TypeError");
  assert.equal(outcome(bytes.some({})).is, "b");
  assert.equal(outcome(bytes.some({})).is, "TypeError");
  const other = stage().bytes;
  const waiting = outcome(other.exactly(1, {}));
  other.end(error);
  assert.equal(waiting.is, "TypeError");
});

test("one read at a time; one that was given up has taken nothing", () => {
  const { bytes, source } = stage(4);
  const first = bytes.exactly(6, {});
  const gone = outcome(first);
  assert.equal(outcome(bytes.some({})).is, "AlreadyReadingError");
  bytes.received(utf8("abcde"));
  assert.ok(source.running);
  first.cancel();
  assert.ok(!source.running, "what is there is enough again");
  assert.equal(gone.is, "CancelledError");
  assert.equal(outcome(bytes.some({})).is, "abcde");
  assert.ok(source.running);
  const abort = new AbortController();
  const waiting = outcome(bytes.some({ signal: abort.signal }));
  abort.abort();
  assert.equal(waiting.is, "CancelledError");
  bytes.received(utf8("f"));
  assert.equal(outcome(bytes.some({ signal: abort.signal })).is, "CancelledError");
  assert.equal(outcome(bytes.some({})).is, "f");
});

test("a read from inside of a read's callback gets what comes next", () => {
  const { bytes } = stage();
  const seen: string[] = [];
  const again = (): void =>
    void bytes.until(LF, 9, {}).addCallback((line) => {
      seen.push(new TextDecoder().decode(line!));
      if (seen.length < 3) again();
    });
  again();
  bytes.received(utf8("a\nb\nc\nd\n"));
  assert.deepEqual(seen, ["a\n", "b\n", "c\n"]);
  assert.equal(bytes.length, 2);
  bytes.clear();
  assert.equal(bytes.length, 0);
});

test("paused at the mark, and no sooner; running again when something was taken", () => {
  const { bytes, source } = stage(4);
  bytes.received(utf8("abc"));
  assert.ok(source.running);
  bytes.received(utf8("d"));
  assert.ok(!source.running);
  assert.equal(outcome(bytes.exactly(1, {})).is, "a");
  assert.ok(source.running);
});

test("whatever is cut where, and asked for when: the same lines, and never more kept than is allowed", () => {
  const lines = fc.array(fc.string({ unit: fc.constantFrom("a", "\r", "é"), maxLength: 8 }));
  fc.assert(
    fc.property(
      lines,
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
      (lines, sizes) => {
        const all = utf8(lines.map((line) => `${line}\n`).join(""));
        const { bytes, source } = stage(4);
        const seen: string[] = [];
        let over = false;
        const next = (): void =>
          void bytes.until(LF, 100, {}).addCallback((line) => {
            if (line === null) over = true;
            else {
              seen.push(new TextDecoder().decode(line).slice(0, -1));
              next();
            }
          });
        next();
        for (let at = 0, turn = 0; at < all.length; turn++) {
          const size = sizes[turn % sizes.length]!;
          assert.ok(source.running);
          bytes.received(all.subarray(at, at + size));
          at += size;
        }
        bytes.end(null);
        assert.ok(over);
        assert.deepEqual(seen, lines);
      },
    ),
  );
});
