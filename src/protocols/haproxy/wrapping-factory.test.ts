import assert from "node:assert/strict";
import { test } from "node:test";
import { capturedLogs } from "../../logger/index.ts";
import { hostAddress } from "../../net/index.ts";
import { Clock } from "../../time/index.ts";
import { Factory } from "../factory.ts";
import { Protocol } from "../protocol.ts";
import { HAProxyProtocolWrapper } from "./protocol-wrapper.ts";
import { HAProxyWrappingFactory } from "./wrapping-factory.ts";

const peer = hostAddress("TCP", "10.0.0.1", 1);
const clock = new Clock();

test("everybody is trusted, unless it is said who is", () => {
  const open = new HAProxyWrappingFactory(Protocol, clock);
  assert.ok(open.buildProtocol(peer) instanceof HAProxyProtocolWrapper);
  const closed = new HAProxyWrappingFactory(Protocol, clock, { trusted: ["10.0.0.0/30"] });
  assert.ok(closed.buildProtocol(peer) instanceof HAProxyProtocolWrapper);
  const logged = capturedLogs(() => {
    assert.equal(closed.buildProtocol(hostAddress("TCP", "10.0.0.4", 1)), null);
  });
  assert.deepEqual(
    logged.map((event) => [event.peer, event.reason]),
    [["10.0.0.4:1", "10.0.0.4:1 is no trusted proxy"]],
  );
});

test("the wrapped factory is asked for no protocol before there is a header", () => {
  const asked: string[] = [];
  const build = (): Protocol => {
    asked.push("asked");
    return new Protocol();
  };
  const factory = new HAProxyWrappingFactory(build, clock);
  factory.buildProtocol(peer);
  assert.deepEqual(asked, []);
});

test("it takes 5 seconds at the most, or as many as are said; and the log says that it is behind a proxy", () => {
  assert.equal(new HAProxyWrappingFactory(Protocol, clock).options.seconds, 5);
  const factory = new HAProxyWrappingFactory(Factory.forProtocol(Protocol), clock, { seconds: 3 });
  assert.equal(factory.options.seconds, 3);
  assert.equal(factory.logPrefix(), "Factory of Protocol (PROXY)");
  for (const options of [{ seconds: -1 }, { maxLength: Number.NaN }])
    assert.throws(() => new HAProxyWrappingFactory(Protocol, clock, options), RangeError);
});
