import assert from "node:assert/strict";
import { test } from "node:test";
import { alsoProvides, verifyObject } from "../components/index.ts";
import { Failure } from "../deferred/index.ts";
import {
  ConnectionDone,
  ConnectionLost,
  IHalfCloseableProtocol,
  IProtocol,
  ITLSTransport,
  optionsForClientTLS,
} from "../net/index.ts";
import { FakeTransport } from "./fake-transport.test-fixture.ts";
import { PulledConnection, type PulledConnectionOptions } from "./pulled-connection.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (bytes: Uint8Array | null): string | null => bytes && new TextDecoder().decode(bytes);
const done = () => new Failure(new ConnectionDone("closed"));
const lost = () => new Failure(new ConnectionLost("reset"));

function connected(options?: PulledConnectionOptions, transport = new FakeTransport()) {
  const connection = new PulledConnection(options);
  connection.makeConnection(transport);
  const receive = (...chunks: string[]): void => {
    for (const chunk of chunks) connection.dataReceived(utf8(chunk));
  };
  return { connection, transport, receive };
}

/** The name of what it is rejected with. */
const failure = (promise: PromiseLike<unknown>): Promise<string> =>
  Promise.resolve(promise).then(
    () => "nothing",
    (error: Error) => error.name,
  );
const closes = ({ calls }: FakeTransport) => calls.filter((call) => /lose|abort/.test(call));

test("it is a protocol that can be half closed", () => {
  const { connection } = connected();
  verifyObject(IProtocol, connection);
  verifyObject(IHalfCloseableProtocol, connection);
});

test("lines end with LF or CRLF; null at the end", async () => {
  const { connection, receive } = connected();
  receive("one\ntwo\r\n\n\r\nfi", "ve\r", "\n\r\n");
  connection.readConnectionLost();
  const lines: (string | null)[] = [];
  for (let i = 0; i < 7; i++) lines.push(text(await connection.readLine()));
  assert.deepEqual(lines, ["one", "two", "", "", "five", "", null]);
});

test("a line that is cut, or too long, is an error, and nothing else is", async () => {
  const { connection, receive } = connected();
  receive("abcdef\nx");
  assert.equal(await failure(connection.readLine({ limit: 5 })), "LimitOverrunError");
  assert.equal(text(await connection.readLine({ limit: 6 })), "abcdef");
  connection.readConnectionLost();
  assert.equal(await failure(connection.readLine()), "IncompleteReadError");
  assert.equal(await connection.readLine(), null);
  assert.equal(await failure(connection.readUntil(utf8("\n"))), "IncompleteReadError");
});

test("readExactly and readUntil, one after the other", async () => {
  const { connection, receive } = connected();
  receive("\x05hello;rest");
  const [length] = await connection.readExactly(1);
  assert.equal(text(await connection.readExactly(length!)), "hello");
  assert.equal(text(await connection.readUntil(utf8(";"))), ";");
  assert.equal(text(await connection.read()), "rest");
});

test("a loop over chunks ends with the connection's reading side, which leaves the other open", async () => {
  const { connection, receive, transport } = connected();
  receive("a");
  const seen: (string | null)[] = [];
  for await (const chunk of connection) {
    seen.push(text(chunk));
    if (seen.length === 1) receive("b", "c");
    else connection.readConnectionLost();
  }
  assert.deepEqual(seen, ["a", "bc"]);
  await connection.write(utf8("the answer"));
  assert.deepEqual([transport.written, closes(transport)], ["the answer", []]);
});

test("to leave a loop early, by break or by an exception, closes", async () => {
  const broken = connected();
  broken.receive("a\nb\n");
  for await (const line of broken.connection.lines()) {
    assert.equal(text(line), "a");
    break;
  }
  assert.deepEqual(closes(broken.transport), ["loseConnection"]);
  const thrown = connected();
  thrown.receive("a");
  const loop = async () => {
    for await (const _ of thrown.connection) throw new RangeError("enough");
  };
  assert.equal(await failure(loop()), "RangeError");
  assert.deepEqual(closes(thrown.transport), ["loseConnection"]);
});

test("a loop ends with the connection's error, and can be cancelled by a signal", async () => {
  const { connection, receive } = connected();
  const abort = new AbortController();
  let chunks = 0;
  const loop = async () => {
    for await (const _ of connection.chunks({ signal: abort.signal })) chunks += 1;
  };
  receive("a");
  const cancelled = failure(loop());
  setImmediate(() => abort.abort());
  assert.equal(await cancelled, "CancelledError");
  assert.equal(chunks, 1);
  receive("b");
  const failed = failure(
    (async () => {
      for await (const _ of connection) connection.connectionLost(lost());
    })(),
  );
  assert.equal(await failed, "ConnectionLost");
});

test("a write is over when there is room for the next; several may wait, and be given up", () => {
  const { connection, transport } = connected();
  assert.ok(connection.write(utf8("a")).called);
  transport.producer?.pauseProducing();
  const [second, third] = [connection.write(utf8("b")), connection.write(utf8("c"))];
  second.addErrback(() => {});
  second.cancel();
  assert.deepEqual([transport.written, third.called], ["a|b|c", false]);
  transport.producer?.resumeProducing();
  assert.ok(third.called);
});

test("a write that waits fails with the reason; after an end in order it has been sent", async () => {
  for (const [reason, name] of [
    [lost(), "ConnectionLost"],
    [done(), "nothing"],
  ] as const) {
    const { connection, transport } = connected();
    transport.producer?.pauseProducing();
    const waiting = failure(connection.write(utf8("a")));
    connection.connectionLost(reason);
    assert.equal(await waiting, name);
    assert.equal(await failure(connection.write(utf8("b"))), reason.value.name);
    assert.equal(await connection.closed, reason.value);
  }
});

test("what is no bytes is the program's mistake, and fails that write alone", async () => {
  const transport = new FakeTransport();
  transport.write = () => {
    throw new TypeError("no bytes");
  };
  const { connection } = connected({}, transport);
  assert.equal(await failure(connection.write("text" as never)), "TypeError");
  assert.deepEqual(closes(transport), []);
});

test("closeWriting closes one direction, close both, abort at once; none waits for its own producer", async () => {
  const half = connected();
  half.transport.producer?.pauseProducing();
  const waiting = half.connection.write(utf8("a"));
  half.connection.closeWriting();
  half.connection.closeWriting();
  assert.ok(waiting.called);
  assert.deepEqual(half.transport.calls.slice(1), ["unregisterProducer", "loseWriteConnection"]);
  assert.equal(await failure(half.connection.write(utf8("b"))), "ConnectionDone");
  half.connection.close();
  assert.deepEqual(closes(half.transport), ["loseWriteConnection", "loseConnection"]);

  const whole = connected();
  whole.receive("rest");
  whole.connection.close();
  whole.connection.connectionLost(done());
  assert.equal(text(await whole.connection.read()), "rest");
  assert.equal(await whole.connection.read(), null);

  const aborted = connected();
  aborted.connection.abort();
  assert.deepEqual(aborted.transport.calls.slice(1), ["unregisterProducer", "abortConnection"]);
});

test("what nobody asks for is not read from the host, above the mark", async () => {
  const { connection, transport, receive } = connected({ highWaterMark: 4 });
  receive("abcd");
  assert.equal(transport.calls.at(-1), "pauseProducing");
  await connection.read();
  assert.equal(transport.calls.at(-1), "resumeProducing");
});

test("X26: bytes that came before TLS and were not read are nobody's: aborted, with a TLSError", () => {
  const options = optionsForClientTLS("localhost");
  class TLSTransport extends FakeTransport {
    readonly TLS = false;
    startTLS(): void {
      this.calls.push("startTLS");
    }
  }
  const clean = connected({}, alsoProvides(new TLSTransport(), ITLSTransport));
  clean.connection.startTLS(options);
  assert.equal(clean.transport.calls.at(-1), "startTLS");
  const dirty = connected({}, alsoProvides(new TLSTransport(), ITLSTransport));
  dirty.receive("injected");
  dirty.connection.startTLS(options);
  assert.equal(dirty.transport.calls.at(-1), "abortConnection");
});
