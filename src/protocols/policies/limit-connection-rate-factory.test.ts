import assert from "node:assert/strict";
import { test } from "node:test";
import { hostAddress } from "../../net/index.ts";
import { Clock } from "../../time/index.ts";
import { Protocol } from "../protocol.ts";
import {
  LimitConnectionRateFactory,
  type LimitConnectionRateOptions,
} from "./limit-connection-rate-factory.ts";

function limit(options: LimitConnectionRateOptions) {
  const clock = new Clock();
  const factory = new LimitConnectionRateFactory(Protocol, clock, options);
  const accepts = (host: string, times = 1): number => {
    let accepted = 0;
    for (let i = 0; i < times; i++)
      if (factory.buildProtocol(hostAddress("TCP", host, i)) !== null) accepted += 1;
    return accepted;
  };
  return { clock, factory, accepts };
}

test("so many a second of all together: a burst, and then one each time there is room", () => {
  const { clock, factory, accepts } = limit({ total: { perSecond: 4 } });
  assert.equal(accepts("10.0.0.1", 10), 4);
  clock.advance(0.25);
  assert.deepEqual([accepts("10.0.0.1", 2), accepts("10.0.0.2", 2)], [1, 0]);
  clock.advance(100);
  assert.equal(accepts("10.0.0.1", 100), 4);
  assert.equal(factory.refused, 6 + 3 + 96);
});

test("so many a second from each: one that knocks on does not hinder the others, nor itself", () => {
  const { clock, accepts } = limit({ perPeer: { perSecond: 0.5, burst: 2 } });
  assert.deepEqual([accepts("10.0.0.1", 50), accepts("10.0.0.2", 1)], [2, 1]);
  let accepted = 0;
  for (let i = 0; i < 100; i++) {
    clock.advance(0.125);
    accepted += accepts("10.0.0.1");
  }
  assert.equal(accepted, 6);
  assert.equal(accepts("10.0.0.2", 5), 2);
});

test("who is refused for its own rate takes nothing from all the others", () => {
  const { accepts } = limit({ total: { perSecond: 3 }, perPeer: { perSecond: 1 } });
  assert.equal(accepts("10.0.0.1", 100), 1);
  assert.deepEqual([accepts("10.0.0.2"), accepts("10.0.0.3"), accepts("10.0.0.4")], [1, 1, 0]);
});

test("it remembers so many peers at the most, and none that could do what it could at first", () => {
  const { clock, factory, accepts } = limit({ perPeer: { perSecond: 1 }, maxPeers: 100 });
  for (let i = 0; i < 100_000; i++) accepts(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`);
  assert.equal(factory.peerCount, 100);
  clock.advance(10);
  for (let i = 0; i < 200; i++) {
    clock.advance(2);
    accepts("192.168.0.1");
  }
  assert.equal(factory.peerCount, 1);
});

test("a /64 can be one peer, and what is no rate is refused at once", () => {
  const { accepts } = limit({ perPeer: { perSecond: 1 }, ipv6PrefixBits: 64 });
  assert.deepEqual([accepts("2001:db8::1"), accepts("2001:db8::2")], [1, 0]);
  for (const options of [
    { total: { perSecond: 0 } },
    { perPeer: { perSecond: -1 } },
    { perPeer: { perSecond: 1, burst: 0 } },
    { maxPeers: 0 },
  ])
    assert.throws(() => limit(options), RangeError);
});

test("an infinite rate is no limit", () => {
  const perSecond = Number.POSITIVE_INFINITY;
  for (const options of [
    { total: { perSecond } },
    { perPeer: { perSecond, burst: 2 } },
    { total: { perSecond: 1, burst: perSecond } },
  ]) {
    const { factory, accepts } = limit(options);
    assert.equal(accepts("10.0.0.1", 1000), 1000);
    assert.equal(factory.peerCount, 0);
  }
});
