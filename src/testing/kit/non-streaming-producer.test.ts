import assert from "node:assert/strict";
import { test } from "node:test";
import { text } from "../../bytes/index.ts";
import { TransportStateError } from "./errors.ts";
import { NonStreamingProducer } from "./non-streaming-producer.ts";
import { assertNoResult, successResultOf } from "./results.ts";
import { StringTransport } from "./string-transport.ts";

test("it writes ten times, and unregisters", () => {
  const transport = new StringTransport();
  const producer = new NonStreamingProducer(transport);
  transport.registerProducer(producer, false);
  for (let i = 0; i < 10; i++) {
    assertNoResult(producer.result);
    producer.resumeProducing();
  }
  assert.equal(text(transport.value()), "0123456789");
  assert.equal(transport.producer, null);
  successResultOf(producer.result);
  assert.throws(() => producer.resumeProducing(), TransportStateError);
});

test("stopped, it is done; paused it must never be", () => {
  const producer = new NonStreamingProducer(new StringTransport());
  assert.throws(() => producer.pauseProducing(), TransportStateError);
  producer.stopProducing();
  producer.stopProducing();
  assert.equal(producer.stopped, true);
  successResultOf(producer.result);
});
