import assert from "node:assert/strict";
import test from "node:test";
import { implementer, verifyObject } from "../components/index.ts";
import type { Deferred, Failure } from "../deferred/index.ts";
import { capturedLogs } from "../logger/index.ts";
import {
  ConnectingCancelledError,
  ConnectionRefusedError,
  IHalfCloseableProtocol,
  InvalidPortError,
  IStreamClientEndpoint,
  TimeoutError,
} from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { Protocol } from "../protocols/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { TCPClientEndpoint } from "./tcp-client-endpoint.ts";
import { TCPServerEndpoint } from "./tcp-server-endpoint.ts";

function world() {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  new TCPServerEndpoint(reactorOn(network.host("db")), 80).listen(Protocol);
  return { network, reactor, endpoint: new TCPClientEndpoint(reactor, "db", 80) };
}

/** What the Deferred fired with, as often as it did. */
function outcomes(connecting: Deferred<unknown>): unknown[] {
  const seen: unknown[] = [];
  connecting.addBoth((result) => {
    seen.push(isFailure(result) ? result.value : result);
  });
  return seen;
}
function isFailure(result: unknown): result is Failure {
  return typeof result === "object" && result !== null && "getTraceback" in result;
}

test("E1: it fires with the user's own protocol, after its connectionMade and before any data", () => {
  const { network, endpoint } = world();
  const log: string[] = [];
  class Client extends Protocol {
    override connectionMade(): void {
      log.push("made");
    }
  }
  let built: Client | undefined;
  const connecting = endpoint.connect(() => {
    built = new Client();
    return built;
  });
  verifyObject(IStreamClientEndpoint, endpoint);
  connecting.addCallback((protocol) => {
    log.push("fired");
    assert.equal(protocol, built);
  });
  network.advance(1);
  assert.deepEqual(log, ["made", "fired"]);
});

test("E1: the transport sees the protocol's own interfaces", () => {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  class Closer extends Protocol {
    override connectionMade(): void {
      this.transport.loseConnection();
    }
  }
  new TCPServerEndpoint(reactor, 80).listen(Closer);
  const log: string[] = [];
  class Half extends Protocol implements IHalfCloseableProtocol {
    static {
      implementer(IHalfCloseableProtocol)(this);
    }
    readConnectionLost(): void {
      log.push("read lost");
    }
    writeConnectionLost(): void {}
  }
  new TCPClientEndpoint(reactor, "a", 80).connect(Half);
  network.advance(1);
  assert.deepEqual(log, ["read lost"]);
});

test("E1: cancelled while it connects: ConnectingCancelledError with the address, and nothing left", () => {
  const { network, endpoint } = world();
  const connecting = endpoint.connect(() => assert.fail("nothing is to be built"));
  const seen = outcomes(connecting);
  network.advance(0.001);
  assert.equal(network.connections("a"), 1);
  connecting.cancel();
  assert.ok(seen[0] instanceof ConnectingCancelledError);
  assert.match(seen[0].message, /db:80/);
  network.advance(60);
  assert.equal(seen.length, 1);
  assert.equal(network.connections("a"), 0);
  assert.equal(network.connections("db"), 0);
});

test("E1: cancelled from connectionMade: the connection is closed, and there is one outcome", () => {
  const { network, endpoint } = world();
  let lost = 0;
  class Regretful extends Protocol {
    override connectionMade(): void {
      connecting.cancel();
    }
    override connectionLost(): void {
      lost += 1;
    }
  }
  const connecting: Deferred<Regretful> = endpoint.connect(Regretful);
  const seen = outcomes(connecting);
  network.advance(60);
  assert.equal(seen.length, 1);
  assert.ok(seen[0] instanceof ConnectingCancelledError);
  assert.equal(lost, 1);
  assert.equal(network.connections("a"), 0);
});

test("cancelled by the factory itself: the connection is closed", () => {
  const { network, endpoint } = world();
  const connecting: Deferred<Protocol> = endpoint.connect(() => {
    connecting.cancel();
    return new Protocol();
  });
  const seen = outcomes(connecting);
  network.advance(60);
  assert.ok(seen[0] instanceof ConnectingCancelledError);
  assert.equal(network.connections("a"), 0);
});

test("cancelling after it has fired does nothing", () => {
  const { network, endpoint } = world();
  const connecting = endpoint.connect(Protocol);
  network.advance(1);
  connecting.cancel();
  network.advance(1);
  assert.equal(network.connections("a"), 1);
});

test("its signal cancels, also one that was aborted before", () => {
  const { network, endpoint } = world();
  const abort = new AbortController();
  const seen = outcomes(endpoint.connect(Protocol, { signal: abort.signal }));
  abort.abort();
  seen.push(...outcomes(endpoint.connect(Protocol, { signal: abort.signal })));
  network.advance(60);
  assert.equal(seen.length, 2);
  for (const error of seen) assert.ok(error instanceof ConnectingCancelledError);
  assert.equal(network.connections("a"), 0);
});

test("refused, out of time, or no port at all: the Deferred fails", () => {
  const { network, reactor } = world();
  const at = (host: string, port: number) =>
    outcomes(new TCPClientEndpoint(reactor, host, port, { seconds: 3 }).connect(Protocol));
  const refused = at("db", 81);
  const noPort = at("db", 70_000);
  network.advance(1);
  network.partition("a", "db");
  const silent = at("db", 80);
  network.advance(60);
  assert.ok(refused[0] instanceof ConnectionRefusedError);
  assert.ok(noPort[0] instanceof InvalidPortError);
  assert.ok(silent[0] instanceof TimeoutError);
  assert.equal(network.connections("a"), 0);
});

test("no protocol: null, nothing, something else and an exception each fail, and close", () => {
  const { network, endpoint } = world();
  const broken = new Error("broken factory");
  const builders: readonly (() => never)[] = [
    () => null as never,
    () => undefined as never,
    () => ({}) as never,
    () => {
      throw broken;
    },
  ];
  const seen = builders.map((buildProtocol) => outcomes(endpoint.connect(buildProtocol)));
  assert.deepEqual(
    capturedLogs(() => network.advance(60)),
    [],
  );
  assert.deepEqual(
    seen.flat().map((error) => (error as Error).name),
    ["NoProtocol", "NotAProtocolError", "NotAProtocolError", "Error"],
  );
  assert.equal(seen[3]?.[0], broken);
  assert.equal(network.connections("a"), 0);
});

test("connectionMade throws: the Deferred fails with that, once, and the connection is closed", () => {
  const { network, endpoint } = world();
  const thrown = new Error("I will not talk to you");
  class Shy extends Protocol {
    override connectionMade(): void {
      throw thrown;
    }
  }
  const seen = outcomes(endpoint.connect(Shy));
  capturedLogs(() => network.advance(60));
  assert.deepEqual(seen, [thrown]);
  assert.equal(network.connections("a"), 0);
});
