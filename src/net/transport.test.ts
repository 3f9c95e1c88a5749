import assert from "node:assert/strict";
import { test } from "node:test";
import { basesOf, membersOf } from "./members.test-fixture.ts";
import { IConsumer, IPushProducer } from "./producer.ts";
import {
  IBufferingTransport,
  ILingeringTransport,
  ILoggingContext,
  IStreamTransport,
  ISwitchableTransport,
  ITCPTransport,
  ITransport,
  IWatchableTransport,
} from "./transport.ts";

const TRANSPORT = [
  "disconnecting",
  "getHost()",
  "getPeer()",
  "logPrefix()",
  "loseConnection()",
  "write()",
  "writeSequence()",
];

test("ITransport: the members of Twisted's, and it can be logged", () => {
  assert.deepEqual(membersOf(ITransport), TRANSPORT);
  assert.deepEqual(basesOf(ITransport), ["torsion.ILoggingContext"]);
  assert.deepEqual(membersOf(ILoggingContext), ["logPrefix()"]);
});

test("ITCPTransport: a transport, a consumer and a push producer, with what TCP adds", () => {
  for (const base of [ITransport, IConsumer, IPushProducer, ILoggingContext])
    assert.ok(ITCPTransport.isOrExtends(base), base.id);
  assert.deepEqual(
    membersOf(ITCPTransport),
    [
      ...TRANSPORT,
      "abortConnection()",
      "getTcpKeepAlive()",
      "getTcpNoDelay()",
      "loseWriteConnection()",
      "pauseProducing()",
      "registerProducer()",
      "resumeProducing()",
      "setTcpKeepAlive()",
      "setTcpNoDelay()",
      "stopProducing()",
      "unregisterProducer()",
    ].sort(),
  );
});

test("ISwitchableTransport: a stream whose protocol can be replaced", () => {
  assert.ok(ISwitchableTransport.isOrExtends(IStreamTransport));
  assert.ok(membersOf(ISwitchableTransport).includes("setProtocol()"));
  assert.ok(membersOf(ISwitchableTransport).includes("protocol"));
});

test("how much waits to be sent is asked of a transport that says so", () => {
  assert.ok(IBufferingTransport.isOrExtends(IStreamTransport));
  assert.ok(membersOf(IBufferingTransport).includes("bufferedBytes"));
});

test("ILingeringTransport: a stream whose close does not reset what the peer has not read", () => {
  assert.ok(ILingeringTransport.isOrExtends(IStreamTransport));
  assert.ok(membersOf(ILingeringTransport).includes("lingeringClose()"));
});

test("IWatchableTransport: somebody besides the protocol is told what becomes of a stream", () => {
  assert.ok(IWatchableTransport.isOrExtends(ISwitchableTransport));
  assert.ok(membersOf(IWatchableTransport).includes("watch()"));
});
