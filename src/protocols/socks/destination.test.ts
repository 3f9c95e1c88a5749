import assert from "node:assert/strict";
import { test } from "node:test";
import { Deferred, type Failure } from "../../deferred/index.ts";
import {
  ConnectionRefusedError,
  type IProtocolFactory,
  IPv4Address,
  type IStreamClientEndpoint,
  TimeoutError,
} from "../../net/index.ts";
import { Clock } from "../../time/index.ts";
import { allowedHosts, connectToOne } from "./destination.ts";
import { SOCKSRefused } from "./errors.ts";
import type { SOCKSDestination } from "./server-options.ts";

const destination: SOCKSDestination = {
  command: "connect",
  host: "example.org",
  port: 80,
  name: null,
  version: 5,
  username: null,
};
const peer = new IPv4Address("TCP", "10.0.0.9", 1);

test("without a resolver a name stands for itself, and the rule is asked once", async () => {
  const asked: string[] = [];
  const allow = ({ host }: SOCKSDestination): boolean => asked.push(host) > 0;
  assert.deepEqual(await allowedHosts(destination, peer, { allow }), ["example.org"]);
  assert.deepEqual(asked, ["example.org"]);
});

test("an address is never looked up", async () => {
  const resolver = { resolveHostName: () => assert.fail("looked up") };
  const hosts = allowedHosts({ ...destination, host: "8.8.8.8" }, peer, { resolver });
  assert.deepEqual(await hosts, ["8.8.8.8"]);
  await assert.rejects(
    allowedHosts({ ...destination, host: "::1" }, peer, { resolver }),
    SOCKSRefused,
  );
});

/** Endpoints that a test answers for. */
function attempts() {
  const clock = new Clock();
  const begun: { host: string; connected: Deferred<unknown>; cancelled: boolean }[] = [];
  const connect = (host: string): IStreamClientEndpoint => ({
    connect: (() => {
      const one = {
        host,
        cancelled: false,
        connected: new Deferred<unknown>(() => {
          one.cancelled = true;
        }),
      };
      begun.push(one);
      return one.connected;
    }) as never,
  });
  let isOver = false;
  const outcome: unknown[] = [];
  const connecting = connectToOne(["a", "b", "c"], 80, {} as IProtocolFactory, {
    ...{ clock, connect, seconds: 30 },
    over: () => isOver,
  });
  connecting.addCallbacks(
    (value) => outcome.push(value),
    (failure: Failure) => outcome.push(failure.value),
  );
  const cancel = (): void => {
    isOver = true;
    connecting.cancel();
  };
  return { clock, begun, outcome, cancel };
}

test("a host that refuses is followed by the next at once, one that is silent has its share of the time", () => {
  const { clock, begun, outcome } = attempts();
  begun[0]!.connected.errback(new ConnectionRefusedError());
  assert.deepEqual(
    begun.map(({ host }) => host),
    ["a", "b"],
  );
  clock.advance(14);
  assert.equal(begun.length, 2);
  clock.advance(1);
  assert.ok(begun[1]!.cancelled);
  assert.equal(begun[2]!.host, "c");
  begun[2]!.connected.callback("connected");
  assert.deepEqual(outcome, ["connected"]);
  assert.equal(clock.getDelayedCalls().length, 0);
});

test("when all have failed it fails as the last one did", () => {
  const { clock, begun, outcome } = attempts();
  for (const at of [0, 1]) begun[at]!.connected.errback(new ConnectionRefusedError());
  clock.advance(30);
  assert.equal(begun.length, 3);
  assert.ok(outcome[0] instanceof TimeoutError);
});

test("cancelled, it tries no other", () => {
  const { clock, begun, outcome, cancel } = attempts();
  cancel();
  assert.ok(begun[0]!.cancelled);
  assert.deepEqual([begun.length, outcome.length], [1, 1]);
  assert.equal(clock.getDelayedCalls().length, 0);
});
