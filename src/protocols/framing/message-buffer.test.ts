import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ascii, bytes } from "../wire.test-fixture.ts";
import { MessageBuffer } from "./message-buffer.ts";

test("any chunks, any delimiter, any use: the same as one string", () => {
  const step = fc.oneof(
    fc.string({ unit: fc.constantFrom("a", "b", "\r", "\n"), maxLength: 12 }),
    fc.constantFrom("line", "some", "skip", "all", "settle"),
  );
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 60 }),
      fc.constantFrom("\n", "\r\n", "ab"),
      (steps, end) => {
        const buffer = new MessageBuffer();
        const delimiter = bytes(end);
        let model = "";
        for (const what of steps) {
          if (what === "line") {
            const at = buffer.indexOf(delimiter);
            assert.equal(at, model.indexOf(end));
            if (at < 0) continue;
            assert.equal(ascii(buffer.take(at, end.length)), model.slice(0, at));
            model = model.slice(at + end.length);
          } else if (what === "some") {
            const length = Math.min(2, model.length);
            assert.equal(ascii(buffer.take(length, 0)), model.slice(0, length));
            model = model.slice(length);
          } else if (what === "skip") {
            const length = Math.min(1, model.length);
            buffer.skip(length);
            model = model.slice(length);
          } else if (what === "settle") {
            buffer.settle();
          } else if (what === "all") {
            assert.equal(ascii(buffer.takeAll()), model);
            model = "";
          } else {
            buffer.append(bytes(what));
            model += what;
          }
          assert.equal(buffer.length, model.length);
          for (const index of [0, 1, 5, model.length - 1, model.length])
            assert.equal(buffer.at(index), index < 0 ? undefined : bytes(model)[index]);
        }
        assert.equal(ascii(buffer.takeAll()), model);
      },
    ),
    { numRuns: 500 },
  );
});

test("lines that lie within one chunk are views of it", () => {
  const chunk = bytes("one\ntwo\n");
  const buffer = new MessageBuffer();
  buffer.append(chunk);
  const line = buffer.take(buffer.indexOf(bytes("\n")), 1);
  assert.equal(line.buffer, chunk.buffer);
});

test("a delimiter of no bytes is an error, not endless empty lines", () => {
  const buffer = new MessageBuffer();
  buffer.append(bytes("a"));
  assert.throws(() => buffer.indexOf(new Uint8Array(0)), RangeError);
});

test("a long line that comes byte by byte is searched once", () => {
  const length = 1 << 16;
  let looked = 0;
  const { indexOf } = Uint8Array.prototype;
  Uint8Array.prototype.indexOf = function (value, from = 0) {
    const at = indexOf.call(this, value, from);
    looked += (at < 0 ? this.length : at + 1) - from;
    return at;
  };
  try {
    const buffer = new MessageBuffer();
    const delimiter = bytes("\r\n");
    for (let i = 0; i < length; i++) {
      buffer.append(bytes("x"));
      assert.equal(buffer.indexOf(delimiter), -1);
    }
    buffer.append(delimiter);
    assert.equal(buffer.indexOf(delimiter), length);
  } finally {
    Uint8Array.prototype.indexOf = indexOf;
  }
  assert.ok(looked >= length && looked < 3 * length, `${looked / length} looks a byte`);
});

test("the lines behind one that straddles chunks are views of the last chunk again", () => {
  const buffer = new MessageBuffer();
  const end = bytes("\n");
  const last = bytes("e\ntwo\nth");
  buffer.append(bytes("on"));
  buffer.append(last);
  assert.equal(ascii(buffer.take(buffer.indexOf(end), 1)), "one");
  const two = buffer.take(buffer.indexOf(end), 1);
  assert.deepEqual([ascii(two), two.buffer], ["two", last.buffer]);
  assert.equal(buffer.takeAll().buffer, last.buffer);
});

test("what is not there cannot be taken, and what was taken is counted", () => {
  const buffer = new MessageBuffer();
  assert.throws(() => buffer.take(1), { name: "NotEnoughBytesError" });
  buffer.append(bytes("abc"));
  assert.throws(() => buffer.take(2, 2), { name: "NotEnoughBytesError" });
  buffer.append(bytes("def"));
  assert.throws(() => buffer.take(6, 1), { name: "NotEnoughBytesError" });
  assert.equal(ascii(buffer.take(4, 1)), "abcd");
  assert.deepEqual([buffer.taken, buffer.length], [5, 1]);
});

test("a delimiter is found wherever it is, near or far", () => {
  for (const end of ["\n", "\r\n", "::::"])
    for (let length = 0; length < 80; length++) {
      const buffer = new MessageBuffer();
      buffer.append(bytes(`x\r:${end}`));
      buffer.skip(3 + end.length);
      buffer.append(bytes(`${"\r".repeat(length)}${end}rest`));
      assert.equal(buffer.indexOf(bytes(end)), length);
    }
});

test("the little that is left of a read does not keep all of it in memory", () => {
  const read = new Uint8Array(65_536).fill(7);
  const buffer = new MessageBuffer();
  buffer.append(read);
  buffer.skip(65_526);
  buffer.settle();
  assert.equal(buffer.length, 10);
  const left = buffer.takeAll();
  assert.deepEqual([left.length, left[9], left.buffer.byteLength], [10, 7, 10]);
  // Of much that is left there is no copy.
  buffer.append(read);
  buffer.skip(10_000);
  buffer.settle();
  assert.equal(buffer.takeAll().buffer, read.buffer);
});
