import assert from "node:assert/strict";
import { test } from "node:test";
import { Deferred } from "../deferred/index.ts";
import { Logger } from "../logger/index.ts";
import {
  IPv4Address,
  type IResolutionReceiver,
  type ResolveHostNameOptions,
} from "../net/index.ts";
import { PlatformError, type Socket, type TCPPlatform } from "../platform/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { Clock } from "../time/index.ts";
import { FakeSocket } from "./fake-socket.test-fixture.ts";
import { Names } from "./names.ts";
import { AddressDestination, NameDestination } from "./tcp-destination.ts";
import { Turn } from "./turn.ts";

function world() {
  const clock = new Clock();
  const soon = (run: () => void): void => void clock.callLater(0, run);
  const context = { turn: new Turn(soon), log: new Logger({ namespace: "test" }), soon };
  const names = new Names(context, new MemoryNetwork().host("a"), clock);
  let receiver!: IResolutionReceiver;
  const asked: ResolveHostNameOptions[] = [];
  names.install({
    resolveHostName: (theirs, name, options = {}) => {
      receiver = theirs;
      asked.push(options);
      return { name, cancel() {} };
    },
  });
  const opened: unknown[] = [];
  const attempts: Deferred<Socket>[] = [];
  const tcp: TCPPlatform = {
    listen: () => new Deferred(),
    connect: (to, options) => {
      opened.push([to, options]);
      const attempt = new Deferred<Socket>(() => {});
      attempts.push(attempt);
      return attempt as ReturnType<TCPPlatform["connect"]>;
    },
  };
  const found = (host: string): void => {
    receiver.addressResolved(new IPv4Address("TCP", host, 0));
    receiver.resolutionComplete();
  };
  return { names, tcp, opened, attempts, asked, found };
}

test("an address is connected to as it is, from where it is said", () => {
  const { tcp, opened } = world();
  const to = { host: "10.0.0.1", port: 80 };
  const destination = new AddressDestination(tcp, to, { tls: null });
  assert.equal(String(destination.address), String(new IPv4Address("TCP", "10.0.0.1", 80)));
  destination.open();
  const from = { host: "10.0.0.9", port: 0 };
  new AddressDestination(tcp, to, { from, tls: null }).open();
  assert.deepEqual(opened, [
    [to, {}],
    [to, { bindAddress: from }],
  ]);
});

test("a name is looked up for each attempt, for addresses that can be reached from there", () => {
  const { names, tcp, opened, asked, found } = world();
  const from = { host: "10.0.0.9", port: 0 };
  const to = { host: "www", port: 80 };
  const destination = new NameDestination(names, 30, tcp, to, { from, tls: null });
  for (const host of ["10.0.0.1", "10.0.0.2"]) {
    destination.open();
    found(host);
  }
  assert.deepEqual(asked[0]?.addressTypes, [IPv4Address]);
  assert.deepEqual(opened, [
    [{ host: "10.0.0.1", port: 80 }, { bindAddress: from }],
    [{ host: "10.0.0.2", port: 80 }, { bindAddress: from }],
  ]);
});

test("what an attempt has come to is known until it ends, and no longer", () => {
  const { names, tcp, attempts, found } = world();
  const destination = new NameDestination(names, 30, tcp, { host: "www", port: 80 }, { tls: null });
  assert.equal(destination.unfinished(), undefined);
  const failures: string[] = [];
  const fails = (attempt: Deferred<Socket>): unknown =>
    attempt.addErrback((failure) => void failures.push(failure.value.name));
  fails(destination.open());
  assert.equal(destination.unfinished()?.name, "DNSLookupError");
  found("10.0.0.1");
  assert.equal(destination.unfinished(), undefined);
  attempts[0]!.errback(new PlatformError("ECONNREFUSED", "no"));
  assert.deepEqual(failures, ["ConnectionRefusedError"]);
  assert.equal(destination.unfinished(), undefined);

  const connected: Socket[] = [];
  destination.open().addCallback((socket) => void connected.push(socket));
  found("10.0.0.1");
  const socket = new FakeSocket();
  attempts[1]!.callback(socket);
  assert.deepEqual(connected, [socket]);
});
