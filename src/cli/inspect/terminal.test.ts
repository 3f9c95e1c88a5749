import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { canDraw, sizeOf } from "./terminal.ts";

test("a size is that of the terminal, or the usual one, and never absurd", () => {
  const of = (columns?: number, rows?: number): number[] => {
    const size = sizeOf(Object.assign(new PassThrough(), { columns, rows }) as never);
    return [size.columns, size.rows];
  };
  assert.deepEqual(of(200, 50), [200, 50]);
  assert.deepEqual(of(), [80, 24]);
  assert.deepEqual(of(0, 0), [80, 24]);
  assert.deepEqual(of(1, 1e9), [2, 1000]);
});

test("a terminal that is dumb, or does not say what it is, is not drawn on", () => {
  for (const [term, platform, can] of [
    ["xterm-256color", "linux", true],
    ["dumb", "linux", false],
    ["", "linux", false],
    [undefined, "linux", false],
    [undefined, "win32", true],
  ] as const)
    assert.equal(canDraw(term, platform), can);
});
