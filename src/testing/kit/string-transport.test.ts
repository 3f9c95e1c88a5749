import assert from "node:assert/strict";
import { test } from "node:test";
import { text, utf8 } from "../../bytes/index.ts";
import { verifyObject } from "../../components/index.ts";
import {
  IPv4Address,
  IStreamTransport,
  NotBytesError,
  ProducerAlreadyRegistered,
} from "../../net/index.ts";
import { TransportStateError } from "./errors.ts";
import { StringTransport } from "./string-transport.ts";

class Producer {
  readonly calls: string[] = [];
  pauseProducing(): void {
    this.calls.push("pause");
  }
  resumeProducing(): void {
    this.calls.push("resume");
  }
  stopProducing(): void {
    this.calls.push("stop");
  }
}

const written = (transport: StringTransport): string => text(transport.value());

test("it is a stream transport, with addresses", () => {
  const transport = new StringTransport();
  verifyObject(IStreamTransport, transport);
  assert.equal(String(transport.getHost()), "10.0.0.1:12345");
  assert.equal(String(transport.getPeer()), "192.168.1.1:54321");
  assert.equal(transport.logPrefix(), "StringTransport");
  const [hostAddress, peerAddress] = [1, 2].map((port) => new IPv4Address("TCP", "::", port));
  const other = new StringTransport({ hostAddress: hostAddress!, peerAddress: peerAddress! });
  assert.equal(other.getHost(), hostAddress);
  assert.equal(other.getPeer(), peerAddress);
});

test("it keeps what is written, until it is cleared", () => {
  const transport = new StringTransport();
  transport.write(utf8("foo"));
  transport.writeSequence([utf8("bar"), utf8("baz")]);
  assert.equal(written(transport), "foobarbaz");
  transport.clear();
  assert.equal(written(transport), "");
  transport.write(utf8("again"));
  assert.equal(written(transport), "again");
});

test("X1: what is no bytes is refused, a sequence as a whole", () => {
  const transport = new StringTransport();
  assert.throws(() => transport.write("text" as never), NotBytesError);
  assert.throws(() => transport.write("text" as never), TypeError);
  assert.throws(() => transport.writeSequence([utf8("a"), 1 as never]), NotBytesError);
  assert.equal(written(transport), "");
});

test("X4: what is written after a close is dropped, but for what a producer writes", () => {
  for (const close of ["loseConnection", "loseWriteConnection"] as const) {
    const transport = new StringTransport();
    transport.registerProducer(new Producer(), true);
    transport[close]();
    transport.write(utf8("produced"));
    transport.unregisterProducer();
    transport.write(utf8("too late"));
    transport.writeSequence([utf8("too late")]);
    assert.equal(written(transport), "produced");
  }
});

test("it says how it was closed", () => {
  const lost = new StringTransport();
  lost.loseConnection();
  assert.deepEqual([lost.disconnecting, lost.disconnected], [true, false]);
  const aborted = new StringTransport();
  aborted.abortConnection();
  assert.deepEqual([aborted.disconnecting, aborted.disconnected], [true, true]);
  const half = new StringTransport();
  half.loseWriteConnection();
  assert.deepEqual([half.disconnecting, half.writeDisconnecting], [false, true]);
});

test("X5: one producer at a time; one that is not there cannot be unregistered", () => {
  const transport = new StringTransport();
  const producer = new Producer();
  transport.registerProducer(producer, false);
  assert.deepEqual([transport.producer, transport.streaming], [producer, false]);
  assert.throws(() => transport.registerProducer(new Producer(), true), ProducerAlreadyRegistered);
  transport.unregisterProducer();
  assert.deepEqual([transport.producer, transport.streaming], [null, null]);
  assert.throws(() => transport.unregisterProducer(), TransportStateError);
  assert.deepEqual(producer.calls, []);
});

test("X7: a connection that was aborted stops its producer, and each that comes later", () => {
  const transport = new StringTransport();
  const [first, second] = [new Producer(), new Producer()];
  transport.registerProducer(first, true);
  transport.abortConnection();
  transport.abortConnection();
  transport.registerProducer(second, true);
  assert.deepEqual([first.calls, second.calls], [["stop"], ["stop"]]);
  assert.equal(transport.producer, null);
});

test("it knows whether its peer was paused, resumed or stopped", () => {
  const transport = new StringTransport();
  assert.equal(transport.producerState, "producing");
  transport.pauseProducing();
  assert.equal(transport.producerState, "paused");
  transport.resumeProducing();
  assert.equal(transport.producerState, "producing");
  transport.stopProducing();
  assert.equal(transport.producerState, "stopped");
  assert.throws(() => transport.pauseProducing(), TransportStateError);
  assert.throws(() => transport.resumeProducing(), TransportStateError);
});

test("to resume after the close is a mistake, unless it is said to be none", () => {
  const strict = new StringTransport();
  strict.loseConnection();
  assert.throws(() => strict.resumeProducing(), TransportStateError);
  assert.throws(() => strict.pauseProducing(), TransportStateError);
  const lenient = new StringTransport({ lenient: true });
  lenient.loseConnection();
  lenient.pauseProducing();
  assert.equal(lenient.producerState, "paused");
  lenient.resumeProducing();
  assert.equal(lenient.producerState, "producing");
});

test("X4: loseConnection for a reason stops the producer, as a real connection does", () => {
  const transport = new StringTransport();
  let stopped = 0;
  const stopProducing = (): void => void stopped++;
  transport.registerProducer({ resumeProducing() {}, stopProducing }, false);
  transport.loseConnection();
  assert.equal(stopped, 0);
  transport.loseConnection(new Error("the line is too long"));
  assert.deepEqual([stopped, transport.producer], [1, null]);
});

test("X4: a transport that is its own producer holds no close open", () => {
  const transport = new StringTransport();
  transport.registerProducer(transport, true);
  transport.loseConnection();
  assert.equal(transport.producer, null);
});
