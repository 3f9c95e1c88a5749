import assert from "node:assert/strict";
import { test } from "node:test";
import { Deferred } from "../deferred/index.ts";
import { type IConsumer, type IPullProducer, ProducerAlreadyRegistered } from "../net/index.ts";
import type { ByteSource } from "./byte-source.ts";
import { FileSender, type FileTransferOptions } from "./file-sender.ts";
import { ascii, bytes } from "./wire.test-fixture.ts";

/** Takes a piece each time that it is told to; or at once, from inside of `write`. */
class Consumer implements IConsumer {
  producer: IPullProducer | null = null;
  readonly pieces: string[] = [];
  greedy = false;
  write(data: Uint8Array): void {
    this.pieces.push(ascii(data));
    if (this.greedy) this.producer?.resumeProducing();
  }
  registerProducer(producer: unknown, streaming: boolean): void {
    assert.equal(streaming, false);
    if (this.producer !== null) throw new ProducerAlreadyRegistered("one");
    this.producer = producer as IPullProducer;
    this.producer.resumeProducing();
  }
  unregisterProducer(): void {
    assert.notEqual(this.producer, null, "unregistered twice");
    this.producer = null;
  }
}

function begin(source: ByteSource, options: FileTransferOptions = {}, greedy = false) {
  const consumer = new Consumer();
  consumer.greedy = greedy;
  const sent = new FileSender().beginFileTransfer(source, consumer, options);
  const outcome: { last?: string; error?: string } = {};
  sent.addCallbacks(
    (last) => {
      outcome.last = ascii(last);
    },
    ({ value }) => {
      outcome.error = value.name;
    },
  );
  return { consumer, sent, outcome };
}

const turn = (): Promise<void> => new Promise((done) => setImmediate(done));

test("F9: a piece each time that the consumer asks; then it is unregistered, and the last byte is the result", () => {
  const { consumer, outcome } = begin([bytes("one"), bytes("two")]);
  assert.deepEqual(consumer.pieces, ["one"]);
  consumer.producer?.resumeProducing();
  assert.deepEqual([consumer.pieces, outcome], [["one", "two"], {}]);
  consumer.producer?.resumeProducing();
  assert.deepEqual([consumer.producer, outcome], [null, { last: "o" }]);
});

test("F9: what can be read by size is read 16,384 bytes at a time, or as many as is said", () => {
  const sizes: number[] = [];
  const file = {
    read: (size: number) => {
      sizes.push(size);
      return null;
    },
  };
  const { outcome } = begin(file);
  const sender = new FileSender();
  sender.CHUNK_SIZE = 10;
  sender.beginFileTransfer(file, new Consumer());
  assert.deepEqual([sizes, outcome], [[16_384, 10], { last: "" }]);
});

test("F9: transform is called with each piece; where it gives nothing, the next is read at once", () => {
  const { consumer, outcome } = begin([bytes("a"), bytes("-"), bytes(""), bytes("b")], {
    transform: (piece) => bytes(ascii(piece).toUpperCase().replace("-", "")),
  });
  consumer.producer?.resumeProducing();
  assert.deepEqual(consumer.pieces, ["A", "B"]);
  consumer.producer?.resumeProducing();
  assert.equal(outcome.last, "B");
});

test("F9: a consumer that stops it ends the transfer, and the source is closed", () => {
  let closed = false;
  function* pieces() {
    try {
      yield bytes("a");
    } finally {
      closed = true;
    }
  }
  const { consumer, outcome } = begin(pieces());
  const { producer } = consumer;
  producer?.stopProducing();
  producer?.stopProducing();
  assert.deepEqual([outcome, closed], [{ error: "TransferStopped" }, true]);
});

test("a source that takes its time is read once, however often the consumer asks meanwhile", async () => {
  const reads: Deferred<Uint8Array | null>[] = [];
  const read = () => {
    const next = new Deferred<Uint8Array | null>();
    reads.push(next);
    return next;
  };
  const { consumer, outcome } = begin({ read });
  consumer.producer?.resumeProducing();
  consumer.producer?.resumeProducing();
  assert.equal(reads.length, 1);
  reads[0]?.callback(bytes("late"));
  await turn();
  assert.deepEqual([consumer.pieces, reads.length], [["late"], 1]);
  consumer.producer?.resumeProducing();
  reads[1]?.callback(null);
  await turn();
  assert.equal(outcome.last, "e");
});

test("a consumer that asks from inside of write needs no stack", () => {
  function* pieces() {
    for (let i = 0; i < 100_000; i++) yield bytes("x");
  }
  const { consumer, outcome } = begin(pieces(), {}, true);
  assert.deepEqual([consumer.pieces.length, outcome.last], [100_000, "x"]);
});

test("what reading, a piece that is none, or transform throws ends it; the consumer is left as it is", async () => {
  const failing: [ByteSource, FileTransferOptions?][] = [
    [{ read: () => assert.fail() }],
    [{ read: () => Promise.reject(new RangeError("no")) }],
    [[bytes("a")], { transform: () => assert.fail() }],
    [
      (async function* () {
        yield* [];
        throw new RangeError("no");
      })(),
    ],
    [["text"] as never],
  ];
  for (const [source, options] of failing) {
    const { consumer, outcome } = begin(source, options);
    await turn();
    assert.ok(outcome.error, String(outcome.error));
    assert.equal(consumer.producer, null);
    assert.deepEqual(consumer.pieces, []);
  }
});

test("cancelled, or its signal aborted: the consumer is left, the source closed, what comes late dropped", async () => {
  for (const bySignal of [false, true]) {
    const abort = new AbortController();
    const late = new Deferred<Uint8Array>();
    const { consumer, sent, outcome } = begin({ read: () => late }, { signal: abort.signal });
    if (bySignal) abort.abort();
    else sent.cancel();
    assert.deepEqual([consumer.producer, outcome], [null, { error: "CancelledError" }]);
    late.callback(bytes("late"));
    await turn();
    assert.deepEqual(consumer.pieces, []);
  }
});

test("X5: a consumer that has a producer refuses, at once", () => {
  const { consumer } = begin([bytes("a"), bytes("b")]);
  assert.throws(
    () => new FileSender().beginFileTransfer([bytes("x")], consumer),
    ProducerAlreadyRegistered,
  );
});
