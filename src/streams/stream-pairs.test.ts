import assert from "node:assert/strict";
import { test } from "node:test";
import { text, utf8 } from "../bytes/index.ts";
import { TCPClientEndpoint, TCPServerEndpoint } from "../endpoints/index.ts";
import { capturedLogs } from "../logger/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { connectStreams, StreamsFactory, serveStreams } from "./stream-pairs.ts";

function world() {
  const network = new MemoryNetwork();
  const server = reactorOn(network.host("server"));
  const client = reactorOn(network.host("client"));
  const pump = async (): Promise<void> => {
    for (let i = 0; i < 30; i++) {
      network.advance(0.01);
      await new Promise((done) => setImmediate(done));
    }
  };
  const at = new TCPServerEndpoint(server, 7);
  const to = new TCPClientEndpoint(client, "server", 7);
  return { network, pump, at, to };
}

async function allOf(readable: ReadableStream<Uint8Array>): Promise<string> {
  let all = "";
  for await (const chunk of readable) all += text(chunk);
  return all;
}

test("an echo by pipeTo; both ends orderly, nothing left", async () => {
  const { network, pump, at, to } = world();
  const port = await serveStreams(at, ({ readable, writable }) => readable.pipeTo(writable));
  const connecting = connectStreams(to);
  await pump();
  const { readable, writable, closed } = await connecting;
  const heard = allOf(readable);
  const writer = writable.getWriter();
  writer.write(utf8("hello "));
  writer.write(utf8("there"));
  writer.close();
  await pump();
  assert.equal(await heard, "hello there");
  assert.equal((await closed).name, "ConnectionDone");
  assert.equal(network.connections("server"), 0);
  port.stopListening();
});

test("a megabyte through a transform, to a reader that takes its time, is whole", async () => {
  const { pump, at, to } = world();
  serveStreams(at, ({ readable, writable }) => readable.pipeTo(writable));
  const connecting = connectStreams(to, { highWaterMark: 1000 });
  await pump();
  const { readable, writable } = await connecting;
  const writer = writable.getWriter();
  for (let i = 0; i < 16; i++) void writer.write(new Uint8Array(65_536).fill(i));
  void writer.close();
  let length = 0;
  const seen = new Set<number>();
  const reader = readable.getReader();
  for (;;) {
    const reading = reader.read();
    await pump();
    const { done, value } = await reading;
    if (done) break;
    length += value.length;
    for (const byte of value) seen.add(byte);
  }
  assert.deepEqual([length, seen.size], [16 * 65_536, 16]);
});

test("X10: an exception, or a rejection, ends that connection; a reset is no exception of the program's", async () => {
  const { pump, at, to } = world();
  const behaviours = [
    ({ readable, writable }: { readable: ReadableStream; writable: WritableStream }) =>
      readable.pipeTo(writable),
    () => Promise.reject(new RangeError("from user code")),
    () => {
      throw new RangeError("from user code");
    },
  ];
  const logged: number[] = [];
  serveStreams(at, (streams) => behaviours.pop()?.(streams));
  for (let i = 0; i < 3; i++) {
    const events = await capturedLogs(async () => {
      const connecting = connectStreams(to);
      await pump();
      const { writable, closed } = await connecting;
      if (i === 2) await writable.abort();
      else writable.close().catch(() => {});
      await pump();
      await closed;
    });
    logged.push(events.length);
  }
  assert.deepEqual(logged, [1, 1, 0]);
});

test("nobody listens: it fails; a signal gives it up", async () => {
  const { pump, to } = world();
  const refused = assert.rejects(Promise.resolve(connectStreams(to)), {
    name: "ConnectionRefusedError",
  });
  const abort = new AbortController();
  const aborted = assert.rejects(Promise.resolve(connectStreams(to, { signal: abort.signal })));
  abort.abort();
  await pump();
  await Promise.all([refused, aborted]);
});

test("a factory of one's own", () => {
  const streams = new StreamsFactory(() => {}).buildProtocol(undefined as never);
  assert.equal(streams.closed.called, false);
});
