import assert from "node:assert/strict";
import { test } from "node:test";
import type { PlatformError } from "../errors.ts";
import { until } from "./recorder.test-fixture.ts";
import { udp } from "./udp.ts";

const HERE = { host: "127.0.0.1", port: 0 };

function sink() {
  const received: Uint8Array[] = [];
  const errors: string[] = [];
  return {
    received,
    errors,
    datagram: (data: Uint8Array) => void received.push(data),
    failed: ({ code }: PlatformError) => void errors.push(code),
  };
}

test("addresses of the socket's family can be reached, names and others cannot", async () => {
  const four = await udp.bind(HERE, { share: false }, sink());
  const six = await udp.bind({ host: "::1", port: 0 }, { share: false }, sink());
  const can = (host: string) => [four.canReach(host), six.canReach(host)];
  assert.deepEqual(can("10.0.0.1"), [true, false]);
  assert.deepEqual(can("fe80::1%lo"), [false, true]);
  assert.deepEqual(can("localhost"), [false, false]);
  await four.close();
  await six.close();
});

test("errors are POSIX's: in use, not ours, no permission to broadcast", async () => {
  const told = sink();
  const socket = await udp.bind(HERE, { share: false }, told);
  const again = { ...HERE, port: socket.address.port };
  await assert.rejects(async () => udp.bind(again, { share: false }, sink()), {
    code: "EADDRINUSE",
  });
  const elsewhere = { host: "203.0.113.77", port: 0 };
  await assert.rejects(async () => udp.bind(elsewhere, { share: false }, sink()), {
    code: "EADDRNOTAVAIL",
  });
  socket.send(Uint8Array.of(1), { host: "255.255.255.255", port: 9 });
  await until(() => told.errors.length > 0);
  assert.match(told.errors.join(), /^(?:EACCES|ENETUNREACH)$/);
  assert.throws(() => socket.joinGroup("127.0.0.1", undefined), { name: "PlatformError" });
  await socket.close();
});

test("closed, it does nothing and tells nothing, and closing again is the same", async () => {
  const told = sink();
  const socket = await udp.bind(HERE, { share: false }, told);
  const other = await udp.bind(HERE, { share: false }, sink());
  other.send(Uint8Array.of(1), socket.address);
  await socket.close();
  await socket.close();
  socket.send(Uint8Array.of(1), HERE);
  socket.setTTL(1);
  await other.close();
  assert.deepEqual([told.received, told.errors], [[], []]);
});
