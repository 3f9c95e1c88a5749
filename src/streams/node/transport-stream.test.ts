import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { Failure } from "../../deferred/index.ts";
import { capturedLogs } from "../../logger/index.ts";
import {
  ConnectionDone,
  ConnectionLost,
  IHalfCloseableProtocol,
  IProtocol,
} from "../../net/index.ts";
import { FakeTransport } from "../fake-transport.test-fixture.ts";
import { TransportStream, type TransportStreamOptions } from "./transport-stream.ts";

class Stream extends TransportStream {
  constructor(options: TransportStreamOptions = { allowHalfOpen: true }) {
    super(options);
  }
}

function connected(options?: TransportStreamOptions) {
  const transport = new FakeTransport();
  const stream = new Stream(options);
  const events: string[] = [];
  for (const name of ["connect", "end", "finish", "close"])
    stream.on(name, () => events.push(name));
  stream.on("error", (error: NodeJS.ErrnoException) => events.push(`error ${error.code}`));
  stream.makeConnection(transport);
  transport.calls.length = events.length = 0;
  return { transport, stream, events };
}

const turn = (): Promise<void> => new Promise((done) => setImmediate(done));
const done = () => new Failure(new ConnectionDone("closed"));
const lost = () =>
  new Failure(new ConnectionLost("reset", { cause: { code: "ECONNRESET" } as unknown as Error }));

test("it is a protocol that can be half closed", () => {
  const stream = new Stream();
  assert.ok(IProtocol.providedBy(stream) && IHalfCloseableProtocol.providedBy(stream));
});

test("what comes can be read, uncopied; above the mark the transport is paused until it has been", async () => {
  const { transport, stream } = connected({ highWaterMark: 10 });
  const bytes = new Uint8Array(6);
  stream.dataReceived(bytes);
  assert.deepEqual(transport.calls, []);
  stream.dataReceived(new Uint8Array(6));
  assert.deepEqual(transport.calls, ["pauseProducing"]);
  const read = stream.read(6) as Buffer;
  assert.equal(read.buffer, bytes.buffer);
  assert.equal((stream.read() as Buffer).length, 6);
  stream.read();
  assert.equal(transport.calls.at(-1), "resumeProducing");
  assert.equal(stream.bytesRead, 12);
});

test("a write goes to the transport as it is, and ends when there is room for the next", async () => {
  const { transport, stream } = connected();
  const ends: unknown[] = [];
  const bytes = Buffer.from("one");
  stream.write(bytes, () => ends.push("one"));
  assert.equal(transport.chunks[0]?.buffer, bytes.buffer);
  await turn();
  transport.producer?.pauseProducing();
  for (const word of ["two", "three", "four"]) stream.write(word, () => ends.push(word));
  await turn();
  assert.deepEqual([transport.written, ends], ["one|two", ["one"]]);
  transport.producer?.resumeProducing();
  await turn();
  assert.equal(transport.written, "one|two|three|four");
  assert.deepEqual(ends, ["one", "two", "three", "four"]);
  assert.equal(stream.bytesWritten, 15);
});

test("end closes our half behind what was written, and finishes when that has been sent", async () => {
  const { transport, stream, events } = connected();
  stream.end("last");
  await turn();
  assert.deepEqual(transport.calls, ["unregisterProducer", "loseWriteConnection"]);
  assert.deepEqual(events, []);
  stream.writeConnectionLost();
  await turn();
  assert.deepEqual(events, ["finish"]);
  stream.dataReceived(new Uint8Array(1));
  assert.equal((stream.read() as Buffer).length, 1);
});

test("both ends make the end; 'close' comes when the connection is closed", async () => {
  const { transport, stream, events } = connected();
  stream.resume();
  stream.readConnectionLost();
  stream.end();
  await turn();
  stream.writeConnectionLost();
  await turn();
  assert.deepEqual(events, ["end", "finish"]);
  assert.equal(transport.calls.at(-1), "loseConnection");
  stream.connectionLost(done());
  await turn();
  assert.deepEqual(events, ["end", "finish", "close"]);
});

test("our end follows the peer's, unless allowHalfOpen", async () => {
  const closing = connected({});
  closing.stream.resume();
  closing.stream.readConnectionLost();
  await turn();
  assert.ok(closing.transport.calls.includes("loseWriteConnection"));
  const open = connected();
  open.stream.resume();
  open.stream.readConnectionLost();
  await turn();
  assert.deepEqual(
    open.transport.calls.filter((call) => call !== "resumeProducing"),
    [],
  );
});

test("destroy aborts; who waits for a write or for the end is told; 'close' waits for connectionLost", async () => {
  const { transport, stream, events } = connected();
  const ends: unknown[] = [];
  transport.producer?.pauseProducing();
  for (const word of ["a", "b"])
    stream.write(word, (error) => ends.push((error as NodeJS.ErrnoException).code));
  stream.destroy();
  await turn();
  assert.deepEqual(transport.calls, ["abortConnection"]);
  assert.deepEqual(ends, ["ERR_STREAM_DESTROYED", "ERR_STREAM_DESTROYED"]);
  assert.deepEqual(events, []);
  stream.connectionLost(lost());
  await turn();
  assert.deepEqual(events, ["close"]);
});

test("destroy with an error says it; after 'finish', without one, it takes nothing back", async () => {
  const failing = connected();
  failing.stream.destroy(Object.assign(new Error("mine"), { code: "MINE" }));
  failing.stream.connectionLost(lost());
  await turn();
  assert.deepEqual(failing.events, ["error MINE", "close"]);
  const finished = connected();
  finished.stream.end();
  await turn();
  finished.stream.writeConnectionLost();
  await turn();
  finished.stream.destroy();
  assert.equal(finished.transport.calls.at(-1), "loseConnection");
});

test("X9: an end that is not orderly is an 'error', once, and nobody need listen for it", async () => {
  const { stream, events } = connected();
  stream.connectionLost(lost());
  await turn();
  assert.deepEqual(events, ["error ECONNRESET", "close"]);
  const unheard = new Stream();
  unheard.makeConnection(new FakeTransport());
  unheard.connectionLost(lost());
  await turn();
  assert.ok(unheard.errored);
});

test("ConnectionDone in the middle: what has come can still be read; a write that waits fails", async () => {
  const { transport, stream, events } = connected();
  let failed: unknown;
  transport.producer?.pauseProducing();
  stream.write("never", (error) => {
    failed = error;
  });
  stream.dataReceived(Buffer.from("last words"));
  stream.connectionLost(done());
  await turn();
  assert.equal((failed as NodeJS.ErrnoException).code, "EPIPE");

  const reading = connected();
  reading.stream.dataReceived(Buffer.from("last words"));
  reading.stream.connectionLost(done());
  await turn();
  assert.equal(String(reading.stream.read()), "last words");
  reading.stream.read();
  await turn();
  await turn();
  assert.deepEqual(reading.events, ["finish", "end", "close"]);
  assert.deepEqual(events, ["error EPIPE", "close"]);
});

test("what is written or ended before there is a connection waits for it, and for listeners of 'connect'", async () => {
  const stream = new Stream();
  const transport = new FakeTransport();
  stream.end("early");
  stream.once("connect", () => transport.calls.push("connect"));
  await turn();
  stream.makeConnection(transport);
  await turn();
  assert.equal(transport.written, "early");
  assert.deepEqual(
    transport.calls.filter((call) => call !== "resumeProducing"),
    ["registerProducer", "connect", "unregisterProducer", "loseWriteConnection"],
  );
  const empty = new Stream();
  empty.end();
  await turn();
  const other = new FakeTransport();
  empty.makeConnection(other);
  assert.equal(other.calls.at(-1), "loseWriteConnection");
});

test("destroyed before there is a connection: it closes at once, and a connection that comes is aborted", async () => {
  const stream = new Stream();
  let failed: unknown;
  stream.write("never", (error) => {
    failed = error;
  });
  stream.destroy();
  await once(stream, "close");
  assert.equal((failed as NodeJS.ErrnoException).code, "ERR_STREAM_DESTROYED");
  const transport = new FakeTransport();
  stream.makeConnection(transport);
  assert.deepEqual(transport.calls, ["abortConnection"]);
  stream.connectionLost(lost());
});

test("X10: an exception of any listener, at any time, is logged and ends the connection, not the process", async () => {
  for (const event of ["data", "end", "close", "error", "drain", "mine"]) {
    const { transport, stream } = connected({ highWaterMark: 1 });
    const logged = await capturedLogs(async () => {
      stream.on(event, () => {
        throw new RangeError("from a listener");
      });
      transport.producer?.pauseProducing();
      stream.write("xx");
      stream.dataReceived(new Uint8Array(1));
      stream.resume();
      await turn();
      transport.producer?.resumeProducing();
      stream.emit("mine");
      stream.readConnectionLost();
      await turn();
      stream.connectionLost(lost());
      await turn();
      await turn();
    });
    assert.deepEqual([stream.destroyed, logged.length], [true, 1], event);
  }
});
