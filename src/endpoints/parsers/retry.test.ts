import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { Protocol } from "../../protocols/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { parseDescription } from "../description.ts";
import { retryClient } from "./retry.ts";

function world() {
  const network = new MemoryNetwork();
  network.host("db");
  return { network, reactor: reactorOn(network.host("a")) };
}

test("retry: what is left after its own arguments is the endpoint, as it stands", () => {
  const { network, reactor } = world();
  const parse = (text: string) => retryClient.parseStreamClient(reactor, parseDescription(text));
  assert.equal(String(parse("retry:tcp:db:80")), "db:80, tried up to 5 times");
  const text = "retry:attempts=2:delay=3:maxDelay=10:timeout=60:tcp:db:80:timeout=5";
  const seen: string[] = [];
  parse(text)
    .connect(Protocol)
    .addErrback((failure) => {
      seen.push(`${reactor.seconds() - start > 3} ${failure.value.message}`);
    });
  const start = reactor.seconds();
  network.advance(10);
  assert.match(seen[0]!, /^true cannot connect to db:80 after 1 other attempt: .*refused/);
});

test("retry: mistakes, of its own and inside, at their places", () => {
  const { reactor } = world();
  for (const [text, position, message] of [
    ["retry", 5, /retry needs the description of an endpoint/],
    ["retry:attempts=3", 16, /retry needs the description/],
    ["retry:attempts=0:tcp:db:80", 15, /attempts is "0"/],
    ["retry:often=3:tcp:db:80", 6, /retry takes no "often"/],
    ["retry:tcp:db:http", 13, /port is "http"/],
    ["retry:tpc:db:80", 6, /no client type "tpc"/],
  ] as const)
    assert.throws(() => retryClient.parseStreamClient(reactor, parseDescription(text)), {
      name: "InvalidDescriptionError",
      position,
      message,
    });
});
