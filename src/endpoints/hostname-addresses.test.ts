import assert from "node:assert/strict";
import { test } from "node:test";
import { verifyObject } from "../components/index.ts";
import {
  hostAddress,
  type IHostnameResolver,
  type IHostResolution,
  IPv4Address,
  IPv6Address,
  IResolutionReceiver,
} from "../net/index.ts";
import { Clock } from "../time/index.ts";
import { AddressOrder } from "./address-order.ts";
import { HostnameAddresses } from "./hostname-addresses.ts";

function world(resolver: Partial<IHostnameResolver> = {}) {
  const clock = new Clock();
  const log: string[] = [];
  const reactor = Object.assign(clock, {
    nameResolver: {
      resolveHostName: () => ({ name: "a", cancel: () => log.push("cancelled") }),
      ...resolver,
    } as IHostnameResolver,
    installNameResolver: () => assert.fail(),
  });
  const order = new AddressOrder();
  const addresses = new HostnameAddresses(reactor, order, {
    more: () => log.push("more"),
    complete: () => log.push("complete"),
  });
  const begin = (): void =>
    addresses.begin("a", { addressTypes: [IPv6Address, IPv4Address], portNumber: 80 });
  const tell = (host: string): void => addresses.addressResolved(hostAddress("TCP", host, 80));
  return { clock, log, order, addresses, begin, tell };
}

test("IPv6 begins at once, IPv4 after 50 ms or at the end; after that each is told as it comes", () => {
  const { clock, log, addresses, begin, tell } = world();
  verifyObject(IResolutionReceiver, addresses);
  begin();
  tell("1.0.0.1");
  tell("1.0.0.2");
  clock.advance(0.049);
  assert.deepEqual(log, []);
  clock.advance(0.001);
  assert.deepEqual(log, ["more"]);
  tell("1.0.0.3");
  assert.deepEqual(log, ["more", "more"]);
  addresses.resolutionComplete();
  addresses.resolutionComplete();
  assert.deepEqual(log, ["more", "more", "complete"]);
  addresses.stop();
  assert.equal(clock.getDelayedCalls().length, 0);
});

test("once stopped it hears nothing, waits for nothing and has the resolver stop, once", () => {
  const { clock, log, order, addresses, begin, tell } = world();
  begin();
  tell("1.0.0.1");
  addresses.stop();
  addresses.stop();
  tell("::1");
  addresses.resolutionComplete();
  clock.advance(1);
  assert.deepEqual(log, ["cancelled"]);
  assert.equal(order.next()?.host, "1.0.0.1");
  assert.equal(order.next(), undefined);
});

test("stopped from inside, before the resolver has said what it does: it is cancelled when it has", () => {
  let cancelled = 0;
  const resolution: IHostResolution = {
    name: "a",
    cancel: () => {
      cancelled += 1;
    },
  };
  const { addresses, begin } = world({
    resolveHostName: () => {
      addresses.stop();
      return resolution;
    },
  });
  begin();
  assert.equal(cancelled, 1);
});

test("a resolver that throws is the end, and the reason", () => {
  const broken = new Error("broken");
  const { log, addresses, begin } = world({
    resolveHostName: () => {
      throw broken;
    },
  });
  begin();
  assert.deepEqual(log, ["complete"]);
  assert.equal(addresses.wrong?.cause, broken);
});
