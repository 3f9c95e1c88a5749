import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { socksThrough } from "./socks-through.ts";

test("connections, names and time of a reactor, whose resolver is the one that is installed then", () => {
  const reactor = reactorOn(new MemoryNetwork().host("a"));
  const { clock, connect, listen, resolver } = socksThrough(reactor);
  assert.equal(clock, reactor);
  assert.equal(String(connect("10.0.0.1", 80)), "10.0.0.1:80");
  assert.equal(String(listen()), "tcp port 0");
  const asked: string[] = [];
  reactor.installNameResolver({
    resolveHostName(_receiver, name) {
      asked.push(name);
      return { name, cancel() {} };
    },
  });
  const receiver = { resolutionBegan() {}, addressResolved() {}, resolutionComplete() {} };
  resolver.resolveHostName(receiver, "example.org");
  assert.deepEqual(asked, ["example.org"]);
});
