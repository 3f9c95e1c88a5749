import assert from "node:assert/strict";
import { test } from "node:test";
import { text, utf8 } from "../../bytes/index.ts";
import { verifyObject } from "../../components/index.ts";
import {
  AlreadyConnectingError,
  InvalidAddressError,
  IUDPTransport,
  NotBytesError,
} from "../../net/index.ts";
import { FakeDatagramTransport } from "./fake-datagram-transport.ts";

const there = { host: "10.0.0.2", port: 53 };

test("it keeps what is sent, as it was, and where to", () => {
  const transport = new FakeDatagramTransport();
  verifyObject(IUDPTransport, transport);
  const packet = utf8("one");
  transport.write(packet, there);
  packet.fill(0);
  assert.deepEqual(
    transport.written.map((each) => [text(each.packet), each.to]),
    [["one", there]],
  );
  assert.equal(String(transport.getHost()), "10.0.0.1:12345");
});

test("it refuses what a UDP port refuses", () => {
  const transport = new FakeDatagramTransport();
  assert.throws(() => transport.write("text" as never, there), NotBytesError);
  assert.throws(() => transport.write(utf8("x")), InvalidAddressError);
  assert.throws(() => transport.write(utf8("x"), { host: "name", port: 1 }), InvalidAddressError);
  assert.throws(() => transport.connect("name", 1), InvalidAddressError);
  assert.equal(transport.written.length, 0);
});

test("a connected one needs no address, and is connected once", () => {
  const transport = new FakeDatagramTransport();
  transport.connect("::1", 53);
  transport.write(utf8("x"));
  assert.equal(transport.written[0]?.to, null);
  assert.throws(() => transport.connect("::1", 53), AlreadyConnectingError);
});

test("a closed one sends no more", async () => {
  const transport = new FakeDatagramTransport();
  transport.setBroadcastAllowed(true);
  assert.equal(transport.getBroadcastAllowed(), true);
  await transport[Symbol.asyncDispose]();
  transport.write(utf8("x"), there);
  assert.equal(transport.stopped, true);
  assert.equal(transport.written.length, 0);
});
