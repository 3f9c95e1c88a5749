import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { utf8 } from "../bytes/index.ts";
import { LoggedLines } from "./logged-lines.ts";

function lines(...pieces: readonly (Uint8Array | null)[]): string[] {
  const seen: string[] = [];
  const logged = new LoggedLines((line) => seen.push(line));
  for (const piece of pieces) logged.received(piece);
  return seen;
}

test("a line each, the last without its end, wherever the bytes are cut", () => {
  const bytes = utf8("one\n\ntwo ü\nthree");
  fc.assert(
    fc.property(fc.nat(bytes.length), fc.nat(bytes.length), (a, b) => {
      const [first, second] = [Math.min(a, b), Math.max(a, b)];
      const pieces = [
        bytes.subarray(0, first),
        bytes.subarray(first, second),
        bytes.subarray(second),
      ];
      assert.deepEqual(lines(...pieces, null), ["one", "", "two ü", "three"]);
    }),
  );
  assert.deepEqual(lines(bytes), ["one", "", "two ü"], "the rest may go on");
  assert.deepEqual(lines(null), []);
});

test("of a line without an end no more than 4096 characters are kept", () => {
  const seen = lines(...Array.from({ length: 100 }, () => utf8("a".repeat(100))));
  assert.deepEqual(
    seen.map((line) => line.length),
    [4096, 4096],
  );
  assert.deepEqual(
    lines(utf8(`${"a".repeat(10_000)}\nb\n`)).map((line) => line.length),
    [4096, 4096, 1808, 1],
  );
});
