import assert from "node:assert/strict";
import { test } from "node:test";
import { verifyObject } from "../components/index.ts";
import { ConnectingCancelledError, IStreamClientEndpoint } from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { Protocol } from "../protocols/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { MemoryClientEndpoint } from "./memory-client-endpoint.ts";
import { MemoryNames } from "./memory-names.ts";
import { MemoryServerEndpoint } from "./memory-server-endpoint.ts";

function world() {
  const network = new MemoryNetwork();
  const names = new MemoryNames();
  const reactor = reactorOn(network.host("a"));
  const endpoint = new MemoryClientEndpoint(reactor, "x", { names });
  const server = new MemoryServerEndpoint(reactorOn(network.host("b")), "x", { names });
  return { network, names, endpoint, server };
}

test("two reactors are joined, though nothing leads from the one's host to the other's", () => {
  const { network, endpoint, server } = world();
  network.partition("a", "b");
  verifyObject(IStreamClientEndpoint, endpoint);
  let heard = "";
  class Echo extends Protocol {
    override dataReceived(data: Uint8Array): void {
      this.transport.write(data);
    }
  }
  class Client extends Protocol {
    override connectionMade(): void {
      this.transport.write(new Uint8Array([104, 105]));
    }
    override dataReceived(data: Uint8Array): void {
      heard += String.fromCharCode(...data);
    }
  }
  server.listen(Echo);
  const connecting = endpoint.connect(Client);
  assert.equal(connecting.called, false);
  network.advance(0.001);
  assert.equal(heard, "hi");
});

test("nobody listens; who listens only now is heard, and who cancels is not connected", () => {
  const { network, endpoint, server } = world();
  const outcomes: string[] = [];
  const connect = (): ReturnType<typeof endpoint.connect> =>
    endpoint.connect(Protocol).addCallbacks(
      (protocol) => {
        outcomes.push("connected");
        return protocol;
      },
      (failure) => {
        outcomes.push(failure.value.name);
        return new Protocol();
      },
    );
  connect();
  network.advance(1);
  assert.deepEqual(outcomes, ["ConnectionRefusedError"]);
  connect();
  server.listen(Protocol);
  network.advance(1);
  const cancelled = connect();
  cancelled.cancel();
  network.advance(1);
  assert.deepEqual(outcomes, [
    "ConnectionRefusedError",
    "connected",
    ConnectingCancelledError.name,
  ]);
});

test("R12: an attempt ends with its reactor", () => {
  for (const end of ["stop", "crash"] as const) {
    const network = new MemoryNetwork();
    const reactor = reactorOn(network.host("a"));
    reactor.run();
    const seen: string[] = [];
    new MemoryClientEndpoint(reactor, "x", { names: new MemoryNames() })
      .connect(Protocol)
      .addErrback(({ value }) => seen.push(String(value)));
    reactor[end]();
    network.advance(1);
    assert.equal(seen.length, 1, end);
  }
});
