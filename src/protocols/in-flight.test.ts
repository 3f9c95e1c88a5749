import assert from "node:assert/strict";
import { test } from "node:test";
import { Deferred } from "../deferred/index.ts";
import { InFlight } from "./in-flight.ts";

test("there are none when each that began has been answered, however often that is said", () => {
  const inFlight = new InFlight();
  assert.equal(inFlight.none().called, true);
  const first = inFlight.begin();
  const second = inFlight.begin();
  const none = inFlight.none();
  first();
  first();
  assert.deepEqual([inFlight.count, none.called], [1, false]);
  second();
  assert.deepEqual([inFlight.count, none.called], [0, true]);
});

test("it counts until what it is given is there, or has failed; a value is nothing to wait for", async () => {
  const inFlight = new InFlight();
  const good = new Deferred<number>();
  const bad = new Deferred<number>();
  assert.equal(inFlight.until(good), good);
  inFlight.until(bad);
  assert.equal(inFlight.until(7), 7);
  inFlight.until(undefined);
  assert.equal(inFlight.count, 2);
  good.callback(1);
  bad.errback(new Error("no answer"));
  bad.addErrback(() => {});
  await inFlight.none();
  assert.equal(inFlight.count, 0);
});

test("who no longer waits is forgotten, and the others hear of it", () => {
  const inFlight = new InFlight();
  const answered = inFlight.begin();
  const cancelled = inFlight.none();
  const waiting = inFlight.none();
  cancelled.cancel();
  cancelled.addErrback(() => {});
  answered();
  assert.equal(waiting.called, true);
});

test("one that begins while the others hear of it is not in their way", () => {
  const inFlight = new InFlight();
  const answered = inFlight.begin();
  const calls: number[] = [];
  for (const name of [1, 2])
    inFlight.none().addCallback(() => {
      calls.push(name);
      inFlight.begin();
    });
  answered();
  assert.deepEqual([calls, inFlight.count], [[1, 2], 2]);
});
