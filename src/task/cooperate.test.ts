import assert from "node:assert/strict";
import { test } from "node:test";
import { Clock } from "../time/index.ts";
import { coiterate, cooperate } from "./cooperate.ts";

test("T8: those on one clock share its slices; another clock is another world", () => {
  const here = new Clock();
  const there = new Clock();
  const first = cooperate(here, [1].values());
  const second = coiterate(here, [2].values());
  const other = coiterate(there, [3].values());
  assert.equal(here.getDelayedCalls().length, 1);
  here.advance(1);
  assert.ok(first.whenDone().called && second.called);
  assert.equal(other.called, false);
  there.advance(1);
  assert.equal(other.called, true);
});
