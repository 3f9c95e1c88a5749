import assert from "node:assert/strict";
import { test } from "node:test";
import { TCPClientEndpoint, TCPServerEndpoint } from "../../endpoints/index.ts";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { Protocol } from "../../protocols/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { leftOver } from "./left-over.ts";

test("delayed calls and connections are left over, by host", () => {
  const network = new MemoryNetwork();
  const program = (host: string) => ({
    host,
    reactor: reactorOn(network.host(host)),
    stop: () => undefined,
  });
  const [a, b] = [program("a"), program("b")];
  assert.deepEqual(leftOver(network, a), []);
  const call = a.reactor.callLater(5, () => {});
  new TCPServerEndpoint(b.reactor, 80).listen(Protocol);
  new TCPClientEndpoint(a.reactor, "b", 80).connect(Protocol);
  network.advance(1);
  assert.deepEqual(
    leftOver(network, a).map(({ text }) => text),
    ["a left 1 delayed call(s), one of them due at 5 s", "a left 1 connection(s) open"],
  );
  assert.equal(leftOver(network, b).length, 1);
  call.cancel();
});
