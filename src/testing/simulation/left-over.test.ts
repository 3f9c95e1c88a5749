import assert from "node:assert/strict";
import { test } from "node:test";
import { TCPClientEndpoint, TCPServerEndpoint } from "../../endpoints/index.ts";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { DatagramProtocol, ProcessProtocol, Protocol } from "../../protocols/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { isBusy, leftOver } from "./left-over.ts";

test("calls, ports, connections and children are left over, by host", () => {
  const network = new MemoryNetwork();
  const program = (host: string) => ({
    host,
    reactor: reactorOn(network.host(host)),
    stop: () => undefined,
  });
  const [a, b] = [program("a"), program("b")];
  const left = (of: typeof a): string[] => leftOver(network, of).map(({ text }) => text);
  assert.deepEqual(left(a), []);
  assert.equal(isBusy(network, a), false);
  const call = a.reactor.callLater(5, () => {});
  new TCPServerEndpoint(b.reactor, 80).listen(Protocol);
  new TCPClientEndpoint(a.reactor, "b", 80).connect(Protocol);
  b.reactor.listenUDP(53, new DatagramProtocol());
  network.executable("/bin/sleep", (child) => child.wait(1000));
  b.reactor.spawnProcess(new ProcessProtocol(), "/bin/sleep", []);
  network.advance(1);
  assert.deepEqual(left(a), [
    "a left 1 delayed call(s), one of them due at 5 s",
    "a left its connection a:49152 to b:80 open",
  ]);
  assert.equal(isBusy(network, a), true);
  assert.deepEqual(
    new Set(left(b)),
    new Set([
      "b still listens at 0.0.0.0:80",
      "b left its connection b:80 to a:49152 open",
      "b left UDP port 0.0.0.0:53",
      "b left 1 child(ren)",
    ]),
  );
  call.cancel();
});
