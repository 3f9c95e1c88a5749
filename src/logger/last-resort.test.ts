import assert from "node:assert/strict";
import { test } from "node:test";
import { lastResort, setLastResort, writeLastResort } from "./last-resort.ts";

test("text waits for a writer, at most 200 pieces of it, and the writer gets it first", () => {
  for (let i = 0; i < 300; i++) writeLastResort(`${i}`);
  const written: string[] = [];
  const write = (text: string): void => {
    written.push(text);
  };
  setLastResort(write);
  writeLastResort("now");
  assert.equal(lastResort(), write);
  assert.deepEqual([written.length, written[0], written.at(-1)], [201, "0", "now"]);
  setLastResort(write);
  assert.equal(written.length, 201, "nothing is written twice");
});

test("a writer that throws harms nobody", () => {
  setLastResort(() => {
    throw new Error("disk full");
  });
  writeLastResort("x");
  setLastResort(undefined);
});
