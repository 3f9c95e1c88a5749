import assert from "node:assert/strict";
import { test } from "node:test";
import { BytePipe, pipePair } from "./byte-pipe.ts";

test("bytes come out as they went in, in pieces no larger than asked for", () => {
  const pipe = new BytePipe();
  pipe.write(Uint8Array.of(1, 2, 3));
  pipe.write(Uint8Array.of(4));
  assert.equal(pipe.length, 4);
  assert.deepEqual([...pipe.read(2)!], [1, 2]);
  assert.deepEqual([...pipe.read()!], [3]);
  assert.deepEqual([...pipe.read()!], [4]);
  assert.equal(pipe.read(), null);
});

test("full at 64 KiB; finished when it has ended and all is read", () => {
  const pipe = new BytePipe();
  pipe.write(new Uint8Array(65_535));
  assert.equal(pipe.full, false);
  pipe.write(new Uint8Array(1));
  assert.equal(pipe.full, true);
  pipe.end();
  pipe.write(Uint8Array.of(1));
  assert.equal(pipe.finished, false);
  while (pipe.read() !== null);
  assert.deepEqual([pipe.finished, pipe.length], [true, 0]);
});

test("who watches hears of every change, until it does not want to", () => {
  const pipe = new BytePipe();
  let changes = 0;
  const stop = pipe.watch(() => {
    changes += 1;
  });
  pipe.write(Uint8Array.of(1));
  pipe.read();
  pipe.end();
  pipe.abandon();
  assert.equal(changes, 4);
  stop();
  pipe.end();
  assert.equal(changes, 4);
});

test("an end is closed by the last who holds it, in both directions", () => {
  const [ours, theirs] = pipePair();
  ours.outgoing.write(Uint8Array.of(1));
  theirs.hold();
  theirs.release();
  assert.deepEqual([ours.incoming.finished, ours.outgoing.abandoned], [false, false]);
  theirs.outgoing.write(Uint8Array.of(2));
  theirs.release();
  assert.deepEqual([ours.incoming.finished, ours.outgoing.abandoned], [false, true]);
  assert.deepEqual([...ours.incoming.read()!], [2]);
  assert.equal(ours.incoming.finished, true);
});
