import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { Protocol } from "../../protocols/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { parseDescription } from "../description.ts";
import { TCPServerEndpoint } from "../tcp-server-endpoint.ts";
import { fallbackClient } from "./fallback.ts";

test("fallback: each argument without a name is an endpoint, the best first", () => {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  network.host("primary");
  new TCPServerEndpoint(reactorOn(network.host("secondary")), 80).listen(Protocol);
  const text = "fallback:tcp\\:primary\\:80:delay=5:tcp\\:secondary\\:80:timeout=30";
  const endpoint = fallbackClient.parseStreamClient(reactor, parseDescription(text));
  assert.equal(String(endpoint), "primary:80 or secondary:80");
  const connected = endpoint.connect(Protocol);
  network.advance(1);
  assert.equal(String((connected.result as Protocol).transport.getPeer()), "secondary:80");
});

test("fallback: mistakes at their places", () => {
  const reactor = reactorOn(new MemoryNetwork().host("a"));
  for (const [text, position, message] of [
    ["fallback", 8, /fallback needs the descriptions of endpoints/],
    ["fallback:delay=5", 16, /fallback needs/],
    ["fallback:tcp\\:a\\:80:tcp\\:b\\:x", 28, /port is "x"/],
    ["fallback:tcp\\:a\\:80:soon=1", 20, /fallback takes no "soon"/],
  ] as const)
    assert.throws(() => fallbackClient.parseStreamClient(reactor, parseDescription(text)), {
      name: "InvalidDescriptionError",
      position,
      message,
    });
});
