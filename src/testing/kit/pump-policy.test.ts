import assert from "node:assert/strict";
import { test } from "node:test";
import { text, utf8 } from "../../bytes/index.ts";
import {
  bytewisePumpPolicy,
  collapsingPumpPolicy,
  identityPumpPolicy,
  type PumpPolicy,
} from "./pump-policy.ts";

function pumped(policy: PumpPolicy, ...pieces: string[]): string[] {
  const left = pieces.map((piece) => utf8(piece));
  const got: string[] = [];
  const queue = {
    get length() {
      return left.length;
    },
    get: () => left.shift()!,
  };
  policy(queue, { dataReceived: (data) => got.push(text(data)) });
  assert.equal(left.length, 0);
  return got;
}

test("identity: the pieces as they are", () => {
  assert.deepEqual(pumped(identityPumpPolicy, "ab", "c"), ["ab", "c"]);
});

test("collapsing: one piece, or none", () => {
  assert.deepEqual(pumped(collapsingPumpPolicy, "ab", "c"), ["abc"]);
  assert.deepEqual(pumped(collapsingPumpPolicy), []);
});

test("bytewise: as many as there are bytes", () => {
  assert.deepEqual(pumped(bytewisePumpPolicy, "ab", "c"), ["a", "b", "c"]);
});
