import assert from "node:assert/strict";
import { test } from "node:test";
import { shortBytes, shortRate, shortSeconds, shortTurn } from "./short-figures.ts";

test("bytes", () => {
  const shown = [0, 1023, 1024, 1536, 10_189, 1_048_000, 1_048_576, 5e9].map(shortBytes);
  assert.deepEqual(shown, ["0", "1023", "1.0K", "1.5K", "10K", "1023K", "1.0M", "4.7G"]);
  for (let bytes = 1; bytes < 2 ** 60; bytes = bytes * 1.01 + 1)
    assert.ok(shortBytes(bytes).length <= 5, String(bytes));
});

test("rates: nothing where nothing moves", () => {
  assert.deepEqual([0, 0.2, 1, 2048].map(shortRate), ["", "", "1/s", "2.0K/s"]);
});

test("seconds, from tenths to days", () => {
  const shown = [0, 0.25, 9.94, 9.96, 59.6, 61, 3599, 7265, 90_000, -3].map(shortSeconds);
  assert.deepEqual(shown, [
    ...["0.0s", "0.3s", "9.9s", "10s", "1m00s", "1m01s", "59m59s", "2h01m", "1d01h", "-3.0s"],
  ]);
});

test("turns, in milliseconds", () => {
  assert.deepEqual([0.0003, 0.0123, 0.9994, 1.5].map(shortTurn), [
    ...["0.3ms", "12ms", "999ms", "1.5s"],
  ]);
});
