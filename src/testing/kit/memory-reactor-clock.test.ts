import assert from "node:assert/strict";
import { test } from "node:test";
import { text, utf8 } from "../../bytes/index.ts";
import { verifyObject } from "../../components/index.ts";
import { IReactorTime } from "../../net/index.ts";
import { ClientFactory } from "../../protocols/index.ts";
import { AccumulatingProtocol } from "./accumulating-protocol.ts";
import { MemoryReactorClock } from "./memory-reactor-clock.ts";

test("time passes when it is told to", () => {
  const reactor = new MemoryReactorClock();
  verifyObject(IReactorTime, reactor);
  const calls: string[] = [];
  reactor.callLater(2, (name: string) => calls.push(name), "two");
  reactor.callLater(1, (name: string) => calls.push(name), "one");
  reactor.pump([0.5, 0.5]);
  assert.deepEqual(calls, ["one"]);
  reactor.advance(1);
  assert.deepEqual([calls, reactor.seconds()], [["one", "two"], 2]);
});

test("T7: what a call throws comes out of advance", () => {
  const reactor = new MemoryReactorClock();
  reactor.callLater(1, () => {
    throw new RangeError("mine");
  });
  assert.throws(() => reactor.advance(1), RangeError);
});

test("the time limits of attempts are not the program's delayed calls", () => {
  const reactor = new MemoryReactorClock();
  reactor.connectTCP("db", 1, new ClientFactory());
  assert.deepEqual(reactor.getDelayedCalls(), []);
  const call = reactor.callLater(1, () => {});
  assert.deepEqual(reactor.getDelayedCalls(), [call]);
});

test("what a delayed call writes goes out with the next pump", () => {
  const reactor = new MemoryReactorClock();
  reactor.connectTCP("db", 1, ClientFactory.forProtocol(AccumulatingProtocol));
  const pump = reactor.tcpClients[0]!.succeed();
  const client = pump.client as AccumulatingProtocol;
  reactor.callLater(1, () => client.transport.write(utf8("later")));
  reactor.advance(1);
  pump.flush();
  assert.equal(text(pump.server.data), "later");
});
