import assert from "node:assert/strict";
import { test } from "node:test";
import { alsoProvides, type Interface } from "../components/index.ts";
import { Failure } from "../deferred/index.ts";
import {
  ConnectionDone,
  ConnectionLost,
  IHalfCloseableProtocol,
  IProtocol,
  ITLSTransport,
  NotBytesError,
  optionsForClientTLS,
} from "../net/index.ts";
import { FakeTransport } from "./fake-transport.test-fixture.ts";
import { TransportStreams, type TransportStreamsOptions } from "./transport-streams.ts";

function connected(options?: TransportStreamsOptions, transport = new FakeTransport()) {
  const streams = new TransportStreams(options);
  streams.makeConnection(transport);
  return { streams, transport };
}

const turn = (): Promise<void> => new Promise((done) => setImmediate(done));
const done = () => new Failure(new ConnectionDone("closed"));
const lost = () => new Failure(new ConnectionLost("reset"));
const closes = ({ calls }: FakeTransport) => calls.filter((call) => /lose|abort/.test(call));

/** What becomes of a promise; nobody need wait for it. */
function outcomeOf(promise: Promise<unknown>): { settled: unknown } {
  const outcome: { settled: unknown } = { settled: null };
  promise.then(
    () => {
      outcome.settled = "done";
    },
    (error: Error) => {
      outcome.settled = error.name;
    },
  );
  return outcome;
}

test("it is a protocol that can be half closed", () => {
  const streams = new TransportStreams();
  assert.ok(IProtocol.providedBy(streams) && IHalfCloseableProtocol.providedBy(streams));
});

test("what comes can be read, uncopied; above the mark the transport is paused until it has been", async () => {
  const { streams, transport } = connected({ highWaterMark: 10 });
  await turn();
  const bytes = new Uint8Array(6);
  streams.dataReceived(bytes);
  await turn();
  assert.equal(transport.calls.includes("pauseProducing"), false);
  streams.dataReceived(new Uint8Array(6));
  await turn();
  assert.equal(transport.calls.at(-1), "pauseProducing");
  const reader = streams.readable.getReader();
  assert.equal((await reader.read()).value, bytes);
  assert.equal(transport.calls.at(-1), "resumeProducing");
  streams.readConnectionLost();
  assert.equal((await reader.read()).value?.length, 6);
  assert.equal((await reader.read()).done, true);
});

test("a write ends when there is room for the next; its bytes are not copied", async () => {
  const { streams, transport } = connected();
  const writer = streams.writable.getWriter();
  const bytes = new Uint8Array([65]);
  await writer.write(bytes);
  assert.equal(transport.chunks[0], bytes);
  transport.producer?.pauseProducing();
  const second = outcomeOf(writer.write(bytes));
  const third = outcomeOf(writer.write(bytes));
  await turn();
  assert.deepEqual([transport.written, second.settled], ["A|A", null]);
  transport.producer?.resumeProducing();
  await turn();
  assert.deepEqual([second.settled, third.settled], ["done", "done"]);
});

test("what is no bytes fails the stream and aborts the connection", async () => {
  class Picky extends FakeTransport {
    override write(): void {
      throw new NotBytesError("no bytes");
    }
  }
  const { streams, transport } = connected({}, new Picky());
  const writer = streams.writable.getWriter();
  writer.closed.catch(() => {});
  await assert.rejects(writer.write("text" as never), { name: "NotBytesError" });
  assert.deepEqual(closes(transport), ["abortConnection"]);
});

test("to close writable closes our half behind what was written, and is done when that has been sent", async () => {
  const { streams, transport } = connected();
  const writer = streams.writable.getWriter();
  writer.write(new Uint8Array([65]));
  const close = outcomeOf(writer.close());
  await turn();
  assert.deepEqual([transport.written, closes(transport)], ["A", ["loseWriteConnection"]]);
  assert.equal(transport.calls.indexOf("unregisterProducer") > 0, true);
  assert.equal(close.settled, null);
  streams.writeConnectionLost();
  await turn();
  assert.equal(close.settled, "done");
  streams.dataReceived(new Uint8Array(3));
  assert.equal((await streams.readable.getReader().read()).value?.length, 3);
});

test("readable cancelled: what comes is thrown away, and with the other half closed all is", async () => {
  for (const cancelFirst of [true, false]) {
    const { streams, transport } = connected({ highWaterMark: 1 });
    const cancel = (): void => void streams.readable.cancel();
    const close = (): void => void streams.writable.close();
    (cancelFirst ? cancel : close)();
    await turn();
    assert.equal(closes(transport).includes("loseConnection"), false);
    streams.dataReceived(new Uint8Array(10));
    if (cancelFirst) assert.equal(transport.calls.at(-1), "resumeProducing");
    (cancelFirst ? close : cancel)();
    await turn();
    assert.equal(closes(transport).at(-1), "loseConnection");
    streams.connectionLost(done());
  }
});

test("to abort writable aborts the connection; then both have failed", async () => {
  const { streams, transport } = connected();
  const reading = outcomeOf(streams.readable.getReader().read());
  await streams.writable.abort(new Error("mine"));
  assert.deepEqual(closes(transport), ["abortConnection"]);
  streams.connectionLost(lost());
  await turn();
  assert.equal(reading.settled, "ConnectionLost");
  assert.equal((await streams.closed).name, "ConnectionLost");
});

test("to abort does not wait for a write that the peer does not take", async () => {
  const { streams, transport } = connected();
  transport.producer?.pauseProducing();
  const writer = streams.writable.getWriter();
  const write = outcomeOf(writer.write(new Uint8Array(1)));
  await turn();
  const abort = outcomeOf(writer.abort());
  writer.closed.catch(() => {});
  await turn();
  assert.deepEqual(closes(transport), ["abortConnection"]);
  streams.connectionLost(lost());
  await turn();
  assert.deepEqual([write.settled, abort.settled], ["ConnectionLost", "done"]);
});

test("X9: the orderly end closes what is read; who still writes is told", async () => {
  const { streams, transport } = connected();
  const reader = streams.readable.getReader();
  const writer = streams.writable.getWriter();
  streams.dataReceived(new Uint8Array(2));
  transport.producer?.pauseProducing();
  const write = outcomeOf(writer.write(new Uint8Array(1)));
  const closed = outcomeOf(writer.closed);
  await turn();
  streams.connectionLost(done());
  await turn();
  assert.deepEqual([write.settled, closed.settled], ["ConnectionDone", "ConnectionDone"]);
  assert.equal((await reader.read()).value?.length, 2);
  assert.equal((await reader.read()).done, true);
  assert.equal((await streams.closed).name, "ConnectionDone");
});

test("X9: any other end fails both, and a close that waits", async () => {
  const { streams } = connected();
  const reading = outcomeOf(streams.readable.getReader().read());
  const close = outcomeOf(streams.writable.close());
  await turn();
  streams.connectionLost(lost());
  await turn();
  assert.deepEqual([reading.settled, close.settled], ["ConnectionLost", "ConnectionLost"]);
});

test("X26: startTLS goes to the transport, unless bytes that came before it wait", async () => {
  class CanTLS extends FakeTransport {
    TLS = false;
    constructor() {
      super();
      alsoProvides(this as object, ITLSTransport as Interface<object>);
    }
    startTLS(): void {
      this.calls.push("startTLS");
    }
  }
  const options = optionsForClientTLS("localhost");
  const { streams, transport } = connected({}, new CanTLS());
  streams.dataReceived(new Uint8Array(3));
  const reader = streams.readable.getReader();
  await reader.read();
  streams.startTLS(options);
  assert.equal(transport.calls.at(-1), "startTLS");

  const injected = connected({}, new CanTLS());
  injected.streams.dataReceived(new Uint8Array(3));
  injected.streams.startTLS(options);
  assert.deepEqual(closes(injected.transport), ["abortConnection"]);
  assert.equal(injected.transport.calls.includes("startTLS"), false);
  const reading = outcomeOf(injected.streams.readable.getReader().read());
  injected.streams.connectionLost(lost());
  await turn();
  assert.equal(reading.settled, "TLSError");
});

test("the orderly end is what a close waits for", async () => {
  const { streams } = connected();
  const close = outcomeOf(streams.writable.close());
  await turn();
  streams.connectionLost(done());
  await turn();
  assert.equal(close.settled, "done");
});
