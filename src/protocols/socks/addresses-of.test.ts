import assert from "node:assert/strict";
import { test } from "node:test";
import {
  DNSLookupError,
  hostAddress,
  type IHostnameResolver,
  type IResolutionReceiver,
} from "../../net/index.ts";
import { addressesOf } from "./addresses-of.ts";

function scripted() {
  const it = { cancelled: 0, receiver: undefined as IResolutionReceiver | undefined };
  const resolver: IHostnameResolver = {
    resolveHostName(receiver, name) {
      it.receiver = receiver;
      const resolution = {
        name,
        cancel: () => {
          it.cancelled += 1;
        },
      };
      receiver.resolutionBegan(resolution);
      return resolution;
    },
  };
  return { it, resolver };
}

test("all that are told, in their order, up to a limit", async () => {
  const { it, resolver } = scripted();
  const addresses = addressesOf(resolver, "example.org");
  const told = Array.from({ length: 40 }, (_, at) => `10.0.0.${at}`);
  for (const host of told) it.receiver!.addressResolved(hostAddress("TCP", host, 0));
  it.receiver!.resolutionComplete();
  it.receiver!.resolutionComplete();
  assert.deepEqual(await addresses, told.slice(0, 32));
});

test("none is a DNSLookupError", async () => {
  const { it, resolver } = scripted();
  const addresses = addressesOf(resolver, "example.org");
  it.receiver!.resolutionComplete();
  await assert.rejects(addresses, DNSLookupError);
});

test("cancelled, the resolution is; what it tells then is nobody's", async () => {
  const { it, resolver } = scripted();
  const addresses = addressesOf(resolver, "example.org");
  addresses.cancel();
  it.receiver!.resolutionComplete();
  await assert.rejects(addresses, { name: "CancelledError" });
  assert.equal(it.cancelled, 1);
});
