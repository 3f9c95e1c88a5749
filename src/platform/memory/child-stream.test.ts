import assert from "node:assert/strict";
import { test } from "node:test";
import { pipePair } from "./byte-pipe.ts";
import { ChildStream } from "./child-stream.ts";
import { outcome } from "./sink.test-fixture.ts";

function world() {
  const events: (() => void)[] = [];
  const [ours, theirs] = pipePair();
  const broken = { times: 0, livesOn: true };
  const owner = {
    later: (run: () => void) => void events.push(run),
    brokenPipe: () => {
      broken.times += 1;
      return broken.livesOn;
    },
  };
  const pass = (): void => {
    for (const run of events.splice(0)) run();
  };
  return { owner, stream: new ChildStream(owner, theirs), ours, broken, pass };
}

test("a read gives what is there, or waits for it, as an event of its own", () => {
  const { stream, ours, pass } = world();
  const read = outcome(stream.read());
  ours.outgoing.write(Uint8Array.of(1, 2));
  assert.equal(read.now, "waiting");
  pass();
  assert.deepEqual(read.now, Uint8Array.of(1, 2));
  ours.outgoing.write(Uint8Array.of(3));
  assert.deepEqual(outcome(stream.read()).now, Uint8Array.of(3));
  const last = outcome(stream.read());
  ours.release();
  pass();
  assert.deepEqual([last.now, outcome(stream.read()).now], [null, null]);
});

test("two that read have one piece each, in turn", () => {
  const { stream, ours, pass } = world();
  const [first, second] = [outcome(stream.read()), outcome(stream.read())];
  ours.outgoing.write(Uint8Array.of(1));
  pass();
  assert.deepEqual([first.now, second.now], [Uint8Array.of(1), "waiting"]);
  ours.outgoing.write(Uint8Array.of(2));
  pass();
  assert.deepEqual(second.now, Uint8Array.of(2));
});

test("a read that is cancelled takes nothing from the next", () => {
  const { stream, ours, pass } = world();
  const cancelled = stream.read();
  const seen = outcome(cancelled);
  cancelled.cancel();
  const next = outcome(stream.read());
  ours.outgoing.write(Uint8Array.of(1));
  pass();
  assert.deepEqual([seen.now, next.now], ["failed CancelledError", Uint8Array.of(1)]);
});

test("readAll gives all, once the end has come", () => {
  const { stream, ours, pass } = world();
  const all = outcome(stream.readAll());
  for (const byte of [1, 2, 3]) {
    ours.outgoing.write(Uint8Array.of(byte));
    pass();
  }
  assert.equal(all.now, "waiting");
  ours.outgoing.end();
  pass();
  assert.deepEqual(all.now, Uint8Array.of(1, 2, 3));
});

test("a write waits while the pipe is full", () => {
  const { stream, ours, pass } = world();
  assert.equal(outcome(stream.write(new Uint8Array(1000))).now, undefined);
  const waits = outcome(stream.write(new Uint8Array(65_536)));
  pass();
  assert.equal(waits.now, "waiting");
  ours.incoming.read();
  ours.incoming.read();
  pass();
  assert.equal(waits.now, undefined);
});

test("what nobody reads is a broken pipe, at once or when the reader goes", () => {
  const { stream, ours, broken, pass } = world();
  const full = outcome(stream.write(new Uint8Array(65_536)));
  ours.release();
  pass();
  assert.deepEqual([full.now, broken.times], ["failed EPIPE", 1]);
  assert.equal(outcome(stream.write(Uint8Array.of(1))).now, "failed EPIPE");
  broken.livesOn = false;
  assert.equal(outcome(stream.write(Uint8Array.of(1))).now, "waiting", "the dead hear nothing");
});

test("closed, and without a pipe, it is /dev/null", () => {
  const { owner, stream, ours } = world();
  stream.close();
  stream.close();
  for (const nothing of [stream, new ChildStream(owner, null), stream.share(owner)]) {
    assert.equal(outcome(nothing.read()).now, null);
    assert.equal(outcome(nothing.write(Uint8Array.of(1))).now, undefined);
  }
  assert.ok(ours.incoming.finished);
});

test("who shares it keeps it open", () => {
  const { owner, stream, ours } = world();
  const shared = stream.share(owner);
  stream.close();
  shared.write(Uint8Array.of(7));
  assert.deepEqual(ours.incoming.read(), Uint8Array.of(7));
  assert.equal(ours.incoming.finished, false);
  shared.close();
  assert.equal(ours.incoming.finished, true);
});
