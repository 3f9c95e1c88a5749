import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { WriteQueue } from "./write-queue.ts";

const GATHER = 65_536;

/** A host that takes what it is given, and answers what a list says: `false` when it is full. */
class FakeHost {
  readonly calls: number[] = [];
  readonly #answers: Iterator<boolean>;
  readonly #taken: Uint8Array[] = [];
  /** What it still reads from, and what was in it when it was given. */
  #held: { given: Uint8Array; copy: Uint8Array } | null = null;

  constructor(answers: Iterable<boolean>) {
    this.#answers = answers[Symbol.iterator]();
  }

  readonly write = (data: Uint8Array): boolean => {
    assert.equal(this.#held, null, "nothing may be written before it is drained");
    assert.ok(data.length > 0);
    this.calls.push(data.length);
    this.#taken.push(data.slice());
    const answer = this.#answers.next().value ?? true;
    if (!answer) this.#held = { given: data, copy: data.slice() };
    return answer;
  };

  drain(): void {
    this.check();
    this.#held = null;
  }

  check(): void {
    if (this.#held !== null) assert.deepEqual(this.#held.given, this.#held.copy);
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.#taken);
  }
}

/** Sizes around every limit that the queue has. */
const size = fc.oneof(
  fc.integer({ min: 1, max: 40 }),
  fc.integer({ min: 1, max: 3000 }),
  fc.constantFrom(GATHER / 2 - 1, GATHER / 2, GATHER / 2 + 1, GATHER - 1, GATHER, GATHER + 1),
);
type Step = { push: number } | "send" | "clear";
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ push: size }) },
  { weight: 2, arbitrary: fc.constant("send" as const) },
  { weight: 1, arbitrary: fc.constant("clear" as const) },
);

let seed = 0;
function chunk(length: number): Uint8Array {
  seed += 1;
  return Uint8Array.from({ length }, (_, i) => (i * 7 + seed) & 255);
}

test("any chunks, any answers: the same bytes, in order; `size` and the result are true", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.array(fc.boolean()), (steps, answers) => {
      const queue = new WriteQueue();
      const host = new FakeHost(answers);
      let waiting = 0;
      let expected: Uint8Array[] = [];
      let cleared: Uint8Array[] = [];
      const send = (): boolean => {
        const before = host.calls.length;
        const sent = queue.sendTo(host.write);
        const gone = host.calls.slice(before).reduce((sum, n) => sum + n, 0);
        waiting -= gone;
        assert.equal(queue.size, waiting);
        if (sent > 0) assert.equal(sent, host.calls.at(-1), "what the last answer was about");
        else assert.equal(queue.size, 0, "all was taken");
        return sent === 0;
      };
      for (const now of steps) {
        if (now === "send") {
          send();
          // Whatever is pushed and sent later must not change what the host holds.
          host.check();
          host.drain();
        } else if (now === "clear") {
          const kept = host.bytes().length;
          cleared = [Buffer.concat([...cleared, ...expected]).subarray(0, kept)];
          expected = [];
          queue.clear();
          waiting = 0;
        } else {
          const data = chunk(now.push);
          queue.push(data);
          expected.push(data);
          waiting += data.length;
        }
        assert.equal(queue.size, waiting);
      }
      while (!send()) host.drain();
      assert.deepEqual(Buffer.from(host.bytes()), Buffer.concat([...cleared, ...expected]));
    }),
    { numRuns: 300 },
  );
});

test("several queues, written to in turn and sent soon: each its own bytes, in order", () => {
  const at = fc.nat({ max: 2 });
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ at, push: size }) },
    { weight: 2, arbitrary: fc.record({ at, send: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ at, clear: fc.constant(true) }) },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.array(fc.boolean()), (steps, answers) => {
      const all = [0, 1, 2].map((n) => ({
        queue: new WriteQueue(),
        host: new FakeHost(answers.slice(n)),
        held: false,
        expected: [] as Uint8Array[],
      }));
      for (const now of steps) {
        const one = all[now.at]!;
        if ("push" in now) {
          const data = chunk(now.push);
          one.expected.push(data.slice());
          one.queue.push(data, !one.held);
        } else if ("clear" in now) {
          one.expected = [one.host.bytes()];
          one.queue.clear();
        } else {
          if (one.held) one.host.drain();
          one.held = one.queue.sendTo(one.host.write) > 0;
        }
        for (const { host } of all) host.check();
      }
      for (const { queue, host, held, expected } of all) {
        if (held) host.drain();
        while (queue.sendTo(host.write) > 0) host.drain();
        assert.equal(queue.size, 0);
        assert.deepEqual(Buffer.from(host.bytes()), Buffer.concat(expected));
      }
    }),
    { numRuns: 500 },
  );
});

test("what is written to many queues in one turn is gathered for one of them as it is written, for the others when it is sent", () => {
  const queues = Array.from({ length: 100 }, () => new WriteQueue());
  const host = new FakeHost([]);
  for (let i = 0; i < 3; i++) for (const queue of queues) queue.push(chunk(10), true);
  for (const queue of queues) queue.sendTo(host.write);
  assert.deepEqual(new Set(host.calls), new Set([30]));
  assert.equal(host.calls.length, 100);
});

test("a buffer that the host holds is not changed by any other queue", () => {
  const [first, second] = [new WriteQueue(), new WriteQueue()];
  const [slow, quick] = [new FakeHost([false]), new FakeHost([])];
  for (let i = 0; i < 100; i++) first.push(chunk(10));
  assert.equal(first.sendTo(slow.write), 1000);
  for (let i = 0; i < 100; i++) second.push(chunk(10));
  assert.equal(second.sendTo(quick.write), 0);
  slow.check();
});

test("a thousand tiny writes go out in one call; a single one goes out as it is", () => {
  const queue = new WriteQueue();
  const host = new FakeHost([]);
  for (let i = 0; i < 1000; i++) queue.push(chunk(20));
  queue.sendTo(host.write);
  assert.deepEqual(host.calls, [20_000]);
  const single = chunk(10);
  queue.push(single);
  queue.sendTo((data) => {
    assert.equal(data, single);
    return true;
  });
});

test("what is large is never copied, and keeps its place", () => {
  const queue = new WriteQueue();
  const large = chunk(200_000);
  queue.push(chunk(3));
  queue.push(large);
  queue.push(chunk(4));
  const given: Uint8Array[] = [];
  queue.sendTo((data) => given.push(data) > 0);
  assert.deepEqual(
    given.map((data) => data.length),
    [3, 200_000, 4],
  );
  assert.equal(given[1], large);
});

test("no reference to a chunk is left once it has gone, or was cleared", async () => {
  const { gc } = globalThis as { gc?: () => void };
  if (gc === undefined) {
    const { setFlagsFromString } = await import("node:v8");
    const { runInNewContext } = await import("node:vm");
    setFlagsFromString("--expose-gc");
    (globalThis as { gc?: () => void }).gc = runInNewContext("gc") as () => void;
  }
  const queue = new WriteQueue();
  const refs: WeakRef<Uint8Array>[] = [];
  const push = (length: number): void => {
    const data = new Uint8Array(length);
    refs.push(new WeakRef(data));
    queue.push(data);
  };
  const gone = async (): Promise<void> => {
    await new Promise(setImmediate);
    (globalThis as { gc?: () => void }).gc!();
    assert.deepEqual(
      refs.splice(0).map((ref) => ref.deref()?.length),
      [undefined, undefined, undefined],
    );
  };
  for (const length of [100, 100_000, 50]) push(length);
  queue.sendTo(() => true);
  await gone();
  // Stopped in the middle: what is left is what has not gone.
  for (const length of [100, 200, 100_000]) push(length);
  queue.push(new Uint8Array(7));
  const answers = [true, false];
  queue.sendTo(() => answers.shift()!);
  assert.equal(queue.size, 7);
  await gone();
  for (const length of [1, 2, 3]) push(length);
  queue.clear();
  assert.equal(queue.size, 0);
  await gone();
});

test("a million tiny writes to a host that is always full take no quadratic time", () => {
  const queue = new WriteQueue();
  const tiny = new Uint8Array(64);
  for (let i = 0; i < 1_000_000; i++) queue.push(tiny);
  // What is at the front is not moved up each time: the list is touched as often as it has entries.
  const { splice } = Array.prototype;
  let moves = 0;
  Array.prototype.splice = function (this: unknown[], ...all: [number, number]) {
    moves += 1;
    return splice.apply(this, all);
  };
  let calls = 0;
  while (queue.size > 0) {
    queue.sendTo(() => false);
    calls += 1;
  }
  Array.prototype.splice = splice;
  assert.ok(calls <= 64_000_000 / GATHER + 1);
  assert.ok(moves > 0 && moves < 20, `${moves} times`);
});

test("what is pushed between two goes comes behind what is left", () => {
  const queue = new WriteQueue();
  const sent: number[] = [];
  let pushed = 0;
  const push = (): void => queue.push(new Uint8Array(200).fill(pushed++));
  for (let i = 0; i < 5000; i++) push();
  while (queue.size > 0) {
    queue.sendTo((data) => {
      for (let at = 0; at < data.length; at += 200) sent.push(data[at]!);
      return false;
    });
    if (pushed < 6000) for (let i = 0; i < 100; i++) push();
  }
  assert.deepEqual(
    sent,
    Array.from({ length: pushed }, (_, i) => i % 256),
  );
});

test("a long write is given to the host in pieces of 256 KiB at the most", () => {
  const queue = new WriteQueue();
  queue.push(new Uint8Array(600_000));
  const pieces: number[] = [];
  const rest = queue.sendTo((data) => {
    pieces.push(data.length);
    return pieces.length < 2;
  });
  assert.deepEqual([pieces, rest, queue.size], [[262_144, 262_144], 262_144, 75_712]);
});

test("a host that is itself a queue may be written to while it is given what was gathered", () => {
  const sent: number[][] = [];
  const below = new WriteQueue();
  const above = new WriteQueue();
  for (const byte of [1, 2, 3]) above.push(new Uint8Array([byte]), true);
  above.sendTo((data) => {
    for (const byte of data) below.push(new Uint8Array([10 * byte]), true);
    sent.push([...data]);
    return false;
  });
  below.sendTo((data) => {
    sent.push([...data]);
    return true;
  });
  assert.deepEqual(sent, [
    [1, 2, 3],
    [10, 20, 30],
  ]);
});
