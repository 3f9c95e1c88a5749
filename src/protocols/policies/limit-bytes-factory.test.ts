import assert from "node:assert/strict";
import { test } from "node:test";
import { ISwitchableTransport, type ITransport } from "../../net/index.ts";
import { StringTransport } from "../../testing/index.ts";
import { Clock } from "../../time/index.ts";
import { Protocol } from "../protocol.ts";
import { ByteLimitExceeded } from "./errors.ts";
import {
  type ByteLimitedProtocol,
  LimitBytesFactory,
  type LimitBytesOptions,
} from "./limit-bytes-factory.ts";
import { type Counter, Wires } from "./wires.test-fixture.ts";

function world(options: LimitBytesOptions): { wires: Wires; client: Counter; server: Counter } {
  const wires = new Wires();
  wires.server.listenTCP(80, new LimitBytesFactory(wires.build, wires.server, options));
  const client = wires.connect();
  return { wires, client, server: wires.servers[0]! };
}

test("what was allowed is delivered; the byte after it ends the connection, and an answer is sent", () => {
  const { wires, client, server } = world({ read: 1000 });
  client.transport.write(new Uint8Array(1000));
  wires.advance(1);
  assert.deepEqual([server.count, server.reason], [1000, null]);
  server.transport.write(new Uint8Array(5));
  client.transport.write(new Uint8Array(1));
  wires.advance(1);
  assert.deepEqual(server.reason, new ByteLimitExceeded("read", 1000));
  assert.deepEqual([server.count, client.count, client.ending], [1000, 5, "ConnectionDone"]);
  assert.equal(wires.timers, 0);
});

test("it does not matter how the bytes were cut, nor what the protocol does with the last of them", () => {
  for (const piece of [1, 3, 7, 100]) {
    const clock = new Clock();
    let count = 0;
    class Closing extends Protocol {
      override dataReceived(data: Uint8Array): void {
        count += data.length;
        if (count === 10) throw new Error("mine");
      }
    }
    const wrapper = new LimitBytesFactory(Closing, clock, { read: 10 }).buildProtocol(
      new StringTransport().getPeer(),
    )!;
    const transport = new StringTransport();
    wrapper.makeConnection(transport);
    assert.throws(() => {
      for (let sent = 0; sent < 21; sent += piece) wrapper.dataReceived(new Uint8Array(piece));
    }, /mine/);
    assert.equal(count, 10);
    assert.equal(wrapper.bytesRead, 10);
  }
});

test("what is put back, and comes a second time, counts once", () => {
  const { wires, client, server } = world({ read: 1000 });
  let putBack = 0;
  const { dataReceived } = server;
  server.dataReceived = (data) => {
    if (putBack < 3) {
      putBack += 1;
      ISwitchableTransport(server.transport).unread(data);
    } else dataReceived.call(server, data);
  };
  client.transport.write(new Uint8Array(1000));
  wires.advance(1);
  assert.deepEqual([putBack, server.count, server.reason], [3, 1000, null]);
});

test("the write that is too much aborts, and is not sent", () => {
  const { wires, client, server } = world({ written: 100 });
  server.transport.write(new Uint8Array(60));
  server.transport.writeSequence([new Uint8Array(20), new Uint8Array(20)]);
  wires.advance(1);
  assert.deepEqual([client.count, server.reason], [100, null]);
  server.transport.write(new Uint8Array(1));
  wires.advance(1);
  assert.deepEqual(server.reason, new ByteLimitExceeded("written", 100));
  assert.deepEqual([client.count, client.ending], [100, "ConnectionLost"]);
});

test("a producer that exceeds it is stopped; what a closing connection drops does not count", () => {
  const { wires, client, server } = world({ written: 100 });
  let stopped = 0;
  server.transport.registerProducer(
    { resumeProducing() {}, pauseProducing() {}, stopProducing: () => (stopped += 1) },
    true,
  );
  server.transport.loseConnection();
  server.transport.write(new Uint8Array(101));
  wires.advance(1);
  assert.deepEqual([stopped, server.ending], [1, "ByteLimitExceeded"]);

  const other = world({ written: 100 });
  other.server.transport.write(new Uint8Array(100));
  other.server.transport.loseConnection();
  other.server.transport.write(new Uint8Array(100));
  other.wires.advance(1);
  assert.deepEqual([other.client.count, other.server.ending], [100, "ConnectionDone"]);
  assert.equal(client.count, 0);
});

test("a peer that reads too slowly is cut off before the memory is", () => {
  const { wires, client, server } = world({ buffered: 100_000 });
  client.transport.pauseProducing();
  let written = 0;
  while (server.reason === null) {
    server.transport.write(new Uint8Array(20_000));
    written += 20_000;
    wires.advance(0.5);
    assert.ok(written < 10_000_000);
  }
  assert.deepEqual(server.reason, new ByteLimitExceeded("buffered", 100_000));
  const patient = world({ buffered: 100_000 });
  for (let i = 0; i < 50; i++) {
    patient.server.transport.write(new Uint8Array(20_000));
    patient.wires.advance(0.5);
  }
  assert.deepEqual([patient.client.count, patient.server.reason], [1_000_000, null]);
});

test("a transport that does not say what it buffers is not given such a limit in silence", () => {
  const clock = new Clock();
  const build = (options: LimitBytesOptions): ITransport => {
    const transport = new StringTransport();
    const factory = new LimitBytesFactory(Protocol, clock, options);
    factory.buildProtocol(transport.getPeer())!.makeConnection(transport);
    return transport;
  };
  assert.throws(() => build({ buffered: 1 }), { name: "NotSupportedError" });
  build({ read: 1 });
  assert.throws(() => build({ read: -1 }), RangeError);
});

test("what is put back, and comes again, counts once", () => {
  const { wires, client, server } = world({ read: 10 });
  const next = wires.build();
  server.dataReceived = (data) => {
    const transport: ISwitchableTransport = ISwitchableTransport(server.transport);
    transport.setProtocol(next);
    transport.unread(data.subarray(2));
    next.makeConnection(transport);
  };
  client.transport.write(new Uint8Array(8));
  wires.advance(1);
  client.transport.write(new Uint8Array(2));
  wires.advance(1);
  assert.deepEqual([next.count, next.reason], [8, null]);
  assert.equal((server.transport as ByteLimitedProtocol).bytesRead, 10);
  client.transport.write(new Uint8Array(1));
  wires.advance(1);
  assert.deepEqual([next.count, next.ending], [8, "ByteLimitExceeded"]);
});

test("… nor what is written when the peer has closed, and a producer was stopped for that", () => {
  const { wires, client, server } = world({ written: 3_000_000 });
  server.transport.registerProducer(
    { resumeProducing() {}, pauseProducing() {}, stopProducing() {} },
    true,
  );
  client.transport.pauseProducing();
  server.transport.write(new Uint8Array(3_000_000));
  client.transport.loseWriteConnection();
  wires.advance(1);
  assert.ok(server.transport.disconnecting);
  server.transport.write(new Uint8Array(1));
  client.transport.resumeProducing();
  wires.advance(10);
  assert.deepEqual([client.count, server.ending], [3_000_000, "ConnectionDone"]);
});
