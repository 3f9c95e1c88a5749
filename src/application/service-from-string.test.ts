import assert from "node:assert/strict";
import test from "node:test";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { Protocol } from "../protocols/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { serviceFromString } from "./service-from-string.ts";

test("it listens where the description says, while it runs", () => {
  const service = serviceFromString(reactorOn(new MemoryNetwork().host("a")), "tcp:80", Protocol);
  service.startService();
  assert.equal(String(service.port?.getHost()), "0.0.0.0:80");
  service.stopService();
  assert.equal(service.port, null);
});

test("a description that makes no sense is an error at once", () => {
  const reactor = reactorOn(new MemoryNetwork().host("a"));
  assert.throws(() => serviceFromString(reactor, "tpc:80", Protocol), /tpc/);
});
