import assert from "node:assert/strict";
import { Writable } from "node:stream";
import { test } from "node:test";
import { StreamWrites } from "./stream-writes.ts";

/** A host that takes what it was given when a test says so. */
function host({ atOnce = false } = {}) {
  const taken: ((error?: Error) => void)[] = [];
  let drained = 0;
  const stream = new Writable({
    write(_data, _encoding, done) {
      if (atOnce) done();
      else taken.push(done);
    },
  });
  stream.on("error", () => {});
  const writes = new StreamWrites(stream, {
    hostDrained() {
      drained += 1;
    },
  });
  const take = async (error?: Error): Promise<void> => {
    for (let done = taken.shift(); done !== undefined; done = taken.shift()) {
      done(error);
      await new Promise((turn) => setImmediate(turn));
    }
  };
  return { writes, take, drained: () => drained };
}

test("what is taken at once is taken, and nobody is told", async () => {
  const { writes, drained } = host({ atOnce: true });
  assert.equal(writes.write(new Uint8Array(10)), true);
  await new Promise((turn) => setImmediate(turn));
  assert.equal(drained(), 0);
});

test("what is not is told once, when all has gone; and again the next time", async () => {
  const { writes, take, drained } = host();
  for (let round = 1; round <= 2; round++) {
    assert.equal(writes.write(new Uint8Array(10)), false);
    assert.equal(writes.write(new Uint8Array(10)), false);
    assert.equal(drained(), round - 1);
    await take();
    assert.equal(drained(), round);
  }
});

test("an error is the stream's to tell", async () => {
  const { writes, take, drained } = host();
  writes.write(new Uint8Array(10));
  await take(new Error("broken"));
  assert.equal(drained(), 0);
});
