import assert from "node:assert/strict";
import { test } from "node:test";
import type { IPullProducer, IPushProducer } from "../net/index.ts";
import { StringTransport } from "../testing/index.ts";
import { HeldReads } from "./held-reads.ts";

/** Says that too much waits, when it does, as soon as a producer is registered. */
class Full extends StringTransport {
  isFull = false;
  override registerProducer(producer: IPushProducer | IPullProducer, streaming: boolean): void {
    super.registerProducer(producer as IPushProducer, streaming as true);
    if (this.isFull) (producer as IPushProducer).pauseProducing();
  }
}

test("while too much waits nothing is read, and then again; meanwhile a producer is there, and else none", () => {
  const transport = new Full();
  const reads = new HeldReads(transport);
  reads.written();
  assert.deepEqual([transport.producer, transport.producerState], [null, "producing"]);
  transport.isFull = true;
  reads.written();
  reads.written();
  assert.deepEqual([transport.producer, transport.producerState], [reads, "paused"]);
  assert.ok(reads.holding);
  reads.resumeProducing();
  assert.deepEqual([transport.producer, transport.producerState], [null, "producing"]);
  assert.ok(!reads.holding);
});

test("what is to stop reading may be another; at the end it is not asked to go on", () => {
  const transport = new Full();
  const calls: string[] = [];
  const reads = new HeldReads(transport, {
    pauseProducing: () => void calls.push("pause"),
    resumeProducing: () => void calls.push("resume"),
  });
  transport.isFull = true;
  reads.written();
  reads.stopProducing();
  assert.deepEqual([calls, reads.holding], [["pause"], false]);
  transport.unregisterProducer();
  transport.loseConnection();
  reads.written();
  assert.deepEqual([calls, transport.producer], [["pause"], null]);
});
