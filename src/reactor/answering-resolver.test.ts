import assert from "node:assert/strict";
import { test } from "node:test";
import { capturedLogs } from "../logger/index.ts";
import {
  type HostAddressType,
  type IHostAddress,
  type IHostResolution,
  IPv4Address,
  IPv6Address,
} from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { boom, errorsOf } from "./fake-platform.test-fixture.ts";
import { reactorOn } from "./reactor.ts";

function world() {
  const network = new MemoryNetwork();
  network.setName("www", ["10.0.0.1", "::2", "10.0.0.3"]);
  const reactor = reactorOn(network.host("a"));
  const told: string[] = [];
  const receiver = {
    began: null as IHostResolution | null,
    resolutionBegan(resolution: IHostResolution) {
      this.began = resolution;
      told.push("began");
    },
    addressResolved: (address: IHostAddress) => void told.push(`${address.type} ${address}`),
    resolutionComplete: () => void told.push("complete"),
  };
  return { network, reactor, resolver: reactor.nameResolver, told, receiver };
}

test("R17: the order of the addresses is the platform's", () => {
  const { network, resolver, told, receiver } = world();
  const resolution = resolver.resolveHostName(receiver, "www", { portNumber: 53 });
  assert.equal(receiver.began, resolution);
  assert.deepEqual(told, ["began"]);
  network.advance(0);
  assert.deepEqual(told, [
    ...["began", "TCP 10.0.0.1:53", "TCP [::2]:53", "TCP 10.0.0.3:53", "complete"],
  ]);
  resolution.cancel();
});

test("R17: of the types that were asked for; of none there is none", () => {
  const cases: [HostAddressType[], string[]][] = [
    [[IPv4Address], ["UDP 10.0.0.1:0", "UDP 10.0.0.3:0"]],
    [[IPv6Address], ["UDP [::2]:0"]],
    [[], []],
  ];
  for (const [addressTypes, expected] of cases) {
    const { network, resolver, told, receiver } = world();
    resolver.resolveHostName(receiver, "www", { addressTypes, transportSemantics: "UDP" });
    network.advance(0);
    assert.deepEqual(told, ["began", ...expected, "complete"]);
  }
});

test("what a receiver throws, or rejects with, is logged each time; what it writes goes out", async () => {
  const { network, resolver } = world();
  const logged = capturedLogs(() => {
    const receiver = { resolutionBegan: boom, addressResolved: boom, resolutionComplete: boom };
    resolver.resolveHostName(receiver, "www");
    network.advance(0);
  });
  assert.equal(errorsOf(logged).length, 5);
});

test("cancelled, in resolutionBegan or between two addresses, it tells nothing more", () => {
  const { network, resolver, told, receiver } = world();
  resolver.resolveHostName(
    { ...receiver, resolutionBegan: (resolution: IHostResolution) => resolution.cancel() },
    "www",
  );
  network.advance(1);
  assert.equal(told.length, 0);
  const addressResolved = (address: IHostAddress): void => {
    told.push(String(address));
    cancel();
  };
  const { cancel } = resolver.resolveHostName({ ...receiver, addressResolved }, "www");
  network.advance(1);
  assert.deepEqual(told, ["began", "10.0.0.1:0"]);
});
