import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { LineBuffer } from "./line-buffer.ts";
import { ascii, bytes } from "./wire.test-fixture.ts";

test("any chunks, any delimiter, any use: the same as one string", () => {
  const step = fc.oneof(
    fc.string({ unit: fc.constantFrom("a", "b", "\r", "\n"), maxLength: 12 }),
    fc.constantFrom("line", "some", "all"),
  );
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 60 }),
      fc.constantFrom("\n", "\r\n", "ab"),
      (steps, end) => {
        const buffer = new LineBuffer();
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
          } else if (what === "all") {
            assert.equal(ascii(buffer.takeAll()), model);
            model = "";
          } else {
            buffer.append(bytes(what));
            model += what;
          }
          assert.equal(buffer.length, model.length);
        }
        assert.equal(ascii(buffer.takeAll()), model);
      },
    ),
    { numRuns: 500 },
  );
});

test("lines that lie within one chunk are views of it", () => {
  const chunk = bytes("one\ntwo\n");
  const buffer = new LineBuffer();
  buffer.append(chunk);
  const line = buffer.take(buffer.indexOf(bytes("\n")), 1);
  assert.equal(line.buffer, chunk.buffer);
});
