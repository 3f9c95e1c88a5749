import assert from "node:assert/strict";
import { test } from "node:test";
import { HeldProducer } from "./held-producer.ts";

function held(streaming: boolean): { it: HeldProducer; log: string[] } {
  const log: string[] = [];
  const producer = {
    pauseProducing: () => log.push("pause"),
    resumeProducing: () => log.push("resume"),
    stopProducing: () => log.push("stop"),
  };
  return { log, it: new HeldProducer(producer, streaming, (code) => void code()) };
}

test("X6: a push producer is paused while the transport or a limit wants it, once", () => {
  const { it, log } = held(true);
  it.pauseProducing();
  it.byLimit.hold();
  it.resumeProducing();
  assert.deepEqual(log, ["pause"]);
  it.byLimit.release();
  assert.deepEqual(log, ["pause", "resume"]);
  it.byLimit.hold();
  it.byLimit.release();
  assert.deepEqual(log, ["pause", "resume", "pause", "resume"]);
});

test("X6: a pull producer that is asked while it is held is asked when it no longer is, once", () => {
  const { it, log } = held(false);
  it.resumeProducing();
  it.byLimit.hold();
  assert.deepEqual(log, ["resume"]);
  it.resumeProducing();
  it.resumeProducing();
  assert.deepEqual(log, ["resume"]);
  it.byLimit.release();
  assert.deepEqual(log, ["resume", "resume"]);
  it.byLimit.hold();
  it.byLimit.release();
  assert.deepEqual(log, ["resume", "resume"], "nobody has asked");
});

test("X7: one that was stopped, or unregistered, hears nothing more", () => {
  for (const streaming of [true, false]) {
    const { it, log } = held(streaming);
    it.byLimit.hold();
    it.resumeProducing();
    it.stopProducing();
    it.byLimit.release();
    assert.equal(log.at(-1), "stop");
    const other = held(streaming);
    other.it.byLimit.hold();
    other.it.resumeProducing();
    other.it.forget();
    other.it.byLimit.release();
    assert.ok(!other.log.includes("resume"));
  }
});

test("a push producer that writes all the same is told again; others are not", () => {
  const { it, log } = held(true);
  it.hasWritten();
  it.byLimit.hold();
  it.hasWritten();
  assert.deepEqual(log, ["pause", "pause"]);
  it.forget();
  it.hasWritten();
  const pull = held(false);
  pull.it.byLimit.hold();
  pull.it.hasWritten();
  assert.deepEqual([log.length, pull.log.length], [2, 0]);
});
