import assert from "node:assert/strict";
import { test } from "node:test";
import { WorldEvents } from "./events.ts";
import { LocalStream } from "./local-stream.ts";
import { Sink } from "./sink.test-fixture.ts";

const ONE = Uint8Array.of(1);
const HUGE = 1_000_000;

/** A connection, started at both ends. */
function connection() {
  const events = new WorldEvents();
  const open = new Set<LocalStream>();
  const { near, far } = LocalStream.pair(
    {
      later: (run) => void events.after(0, run),
      soon: (run) => events.soon(run),
      forget: (end) => void open.delete(end),
    },
    "/s",
    0,
  );
  open.add(near).add(far);
  const sinks = { near: new Sink(near), far: new Sink(far) };
  const told = () => {
    events.advance(1);
    return [sinks.near.events, sinks.far.events];
  };
  return { near, far, sinks, told, open };
}

test("bytes go there and back, and are the receiver's own; nothing is told from inside of a call", () => {
  const { near, far, sinks, told } = connection();
  const bytes = Uint8Array.of(1, 2);
  assert.equal(near.write(bytes), true);
  bytes.fill(9);
  far.write(Uint8Array.of(3));
  assert.deepEqual(sinks.far.events, []);
  assert.deepEqual(told(), [["data"], ["data"]]);
  assert.deepEqual([sinks.far.received, sinks.near.received], [[1, 2], [3]]);
});

test("the ends show their names", () => {
  const { near, far } = connection();
  assert.deepEqual([near.local, near.peer], [{ path: "" }, { path: "/s" }]);
  assert.deepEqual([far.local, far.peer], [{ path: "/s" }, { path: "" }]);
});

test("close: what was written comes, then the end; both are forgotten once the peer closes as well", () => {
  const { near, far, told, open } = connection();
  near.write(ONE);
  near.close();
  near.close();
  assert.deepEqual(told(), [["closed"], ["data", "ended"]]);
  far.close();
  assert.deepEqual(told(), [["closed"], ["data", "ended", "closed"]]);
  assert.equal(open.size, 0);
});

test("an abort is no reset, unless something is unread: the peer hears of that when it has read all", () => {
  const plain = connection();
  plain.near.abort();
  assert.deepEqual(plain.told(), [["closed"], ["ended"]]);

  const unread = connection();
  unread.near.pauseReading();
  unread.far.write(ONE);
  unread.near.write(ONE);
  unread.told();
  unread.near.abort();
  assert.deepEqual(unread.told(), [["closed"], ["data", "closed ECONNRESET"]]);
  assert.equal(unread.open.size, 0);
});

test("who writes to an end that is no more learns of it, and who does not does not", () => {
  const { near, far, told } = connection();
  near.close();
  assert.deepEqual(told(), [["closed"], ["ended"]]);
  assert.equal(far.write(ONE), true);
  assert.deepEqual(told(), [["closed"], ["ended", "closed EPIPE"]]);
});

test("a paused end is told nothing, the end included", () => {
  const { near, far, told } = connection();
  far.pauseReading();
  near.write(ONE);
  near.shutdown();
  assert.deepEqual(told(), [[], []]);
  far.resumeReading();
  far.pauseReading();
  assert.deepEqual(told(), [[], []]);
  far.resumeReading();
  assert.deepEqual(told(), [[], ["data", "ended"]]);
});

test("shutdown of both ends is the end of both", () => {
  const { near, far, told, open } = connection();
  near.write(ONE);
  near.shutdown();
  near.write(ONE);
  assert.deepEqual(told(), [[], ["data", "ended"]]);
  far.shutdown();
  assert.deepEqual(told(), [
    ["ended", "closed"],
    ["data", "ended", "closed"],
  ]);
  assert.equal(open.size, 0);
});

test("what the peer does not read fills its room; the writer is told when all is taken, and the end is behind it", () => {
  const { near, far, sinks, told } = connection();
  far.pauseReading();
  assert.equal(near.write(new Uint8Array(HUGE)), false);
  near.shutdown();
  assert.deepEqual(told(), [[], []]);
  far.resumeReading();
  assert.deepEqual(told(), [["drained"], ["data", "ended"]]);
  assert.equal(sinks.far.received.length, HUGE);
});

test("who waits for room hears at once that the peer is gone", () => {
  const { near, far, told } = connection();
  near.pauseReading();
  far.pauseReading();
  near.write(new Uint8Array(HUGE));
  told();
  far.close();
  assert.deepEqual(told(), [["closed EPIPE"], ["closed"]]);
});

test("a connection that nobody accepts is reset", () => {
  const { far, told } = connection();
  far.refuse();
  assert.deepEqual(told(), [["closed ECONNRESET"], []]);
});

test("of what vanishes nobody on its side is told", () => {
  const { near, far, told, open } = connection();
  near.vanish();
  far.vanish();
  assert.deepEqual(told(), [[], []]);
  assert.equal(open.size, 0);
});
