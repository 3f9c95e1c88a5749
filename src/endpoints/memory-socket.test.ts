import assert from "node:assert/strict";
import { test } from "node:test";
import type { SocketSink } from "../platform/index.ts";
import { MemorySocket } from "./memory-socket.ts";

/** Both ends, with what each was told, and the queue of what is to be called. */
function pair() {
  const queue: (() => void)[] = [];
  const later = (run: () => void): void => void queue.push(run);
  const run = (): void => {
    while (queue.length > 0) queue.shift()!();
  };
  const [a, b] = MemorySocket.pair(
    { address: { pipe: "a" }, later },
    { address: { pipe: "b" }, later },
  );
  return { a, b, run, queue };
}

function recorder(onData: () => void = () => {}): SocketSink & { readonly seen: string[] } {
  const seen: string[] = [];
  return {
    seen,
    data: (bytes) => {
      seen.push(String(bytes.length));
      onData();
    },
    drained: () => seen.push("drained"),
    ended: () => seen.push("ended"),
    closed: (error) => seen.push(error?.code ?? "closed"),
  };
}

test("nothing is told from inside of a call; the addresses are those of the ends", () => {
  const { a, b, run } = pair();
  const [sinkA, sinkB] = [recorder(), recorder()];
  a.start(sinkA);
  b.start(sinkB);
  a.write(new Uint8Array(3));
  a.write(new Uint8Array(4));
  b.abort();
  assert.deepEqual([sinkA.seen, sinkB.seen], [[], []]);
  run();
  assert.deepEqual([sinkA.seen, sinkB.seen], [["ECONNRESET"], ["closed"]]);
  assert.deepEqual([a.local, a.peer], [b.peer, b.local]);
});

test("bytes that are written may be changed afterwards, and those that come are the reader's own", () => {
  const { a, b, run } = pair();
  const memory = new Uint8Array([1]);
  let got: Uint8Array | undefined;
  b.start({
    ...recorder(),
    data: (bytes) => {
      got = bytes;
    },
  });
  a.write(memory);
  memory[0] = 2;
  run();
  assert.deepEqual(got, new Uint8Array([1]));
});

test("who writes more than is read is told to wait, and that there is room again", () => {
  const { a, b, run } = pair();
  const [sinkA, sinkB] = [recorder(), recorder()];
  a.start(sinkA);
  b.start(sinkB);
  run();
  b.pauseReading();
  assert.equal(a.write(new Uint8Array(65_535)), true);
  assert.equal(a.write(new Uint8Array(1)), false);
  run();
  assert.deepEqual([sinkA.seen, sinkB.seen], [[], []]);
  b.resumeReading();
  run();
  assert.deepEqual([sinkA.seen, sinkB.seen], [["drained"], ["65536"]]);
});

test("each direction has its end; with both the connection is closed", () => {
  const { a, b, run } = pair();
  const [sinkA, sinkB] = [recorder(), recorder()];
  a.start(sinkA);
  b.start(sinkB);
  a.write(new Uint8Array(1));
  a.shutdown();
  a.write(new Uint8Array(1));
  run();
  assert.deepEqual(sinkB.seen, ["1", "ended"]);
  b.write(new Uint8Array(2));
  b.shutdown();
  run();
  assert.deepEqual(sinkA.seen, ["2", "ended", "closed"]);
  assert.deepEqual(sinkB.seen, ["1", "ended", "closed"]);
});

test("what was written before a close arrives; who writes to what is closed is reset", () => {
  const { a, b, run } = pair();
  const [sinkA, sinkB] = [recorder(), recorder()];
  a.start(sinkA);
  b.start(sinkB);
  a.write(new Uint8Array(1));
  a.close();
  run();
  assert.deepEqual([sinkA.seen, sinkB.seen], [["closed"], ["1", "ended"]]);
  b.write(new Uint8Array(1));
  run();
  assert.deepEqual(sinkB.seen, ["1", "ended", "ECONNRESET"]);
});

test("RFC 2525 section 2.17: who closes with something unread has reset the connection", () => {
  const { a, b, run } = pair();
  const sink = recorder();
  a.start(sink);
  a.write(new Uint8Array(1));
  b.close();
  run();
  assert.deepEqual(sink.seen, ["ECONNRESET"]);
});

test("a close from inside of data ends it there and then, and tells so later", () => {
  const { a, b, run } = pair();
  const [sinkA, sinkB] = [recorder(), recorder(() => b.close())];
  a.start(sinkA);
  b.start(sinkB);
  a.write(new Uint8Array(1));
  run();
  assert.deepEqual([sinkA.seen, sinkB.seen], [["ended"], ["1", "closed"]]);
});
