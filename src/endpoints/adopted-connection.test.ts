import assert from "node:assert/strict";
import { test } from "node:test";
import { Deferred, Failure } from "../deferred/index.ts";
import { capturedLogs } from "../logger/index.ts";
import { ConnectionLost, type IProtocolFactory } from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { Protocol } from "../protocols/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { connectAdopted } from "./adopted-connection.ts";
import { MemorySocket } from "./memory-socket.ts";

class Client extends Protocol {
  heard = 0;
  reason: Error | null = null;
  override dataReceived(data: Uint8Array): void {
    this.heard += data.length;
  }
  override connectionLost({ value }: Failure): void {
    this.reason = value;
  }
}

function connecting(build: () => Client | null) {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  const later = (run: () => void): void => reactor.callFromThread(run);
  const [near, far] = MemorySocket.pair(
    { address: { pipe: "near" }, later },
    { address: { pipe: "far" }, later },
  );
  const ends: string[] = [];
  far.start({
    data: () => {},
    drained: () => {},
    ended: () => ends.push("ended"),
    closed: (error) => ends.push(error?.code ?? "closed"),
  });
  const outcomes: unknown[] = [];
  const connected = new Deferred<Client>(() => connected.errback(new Error("cancelled")));
  connected.addBoth((result: unknown) => {
    outcomes.push(result instanceof Failure ? result.value : result);
  });
  const factory: IProtocolFactory<Client> = { buildProtocol: build, doStart() {}, doStop() {} };
  const begin = () => {
    connectAdopted(reactor, near, factory, connected);
    network.advance(1);
  };
  return { network, reactor, far, ends, outcomes, connected, begin };
}

test("E1: it fires with the protocol itself, which hears all that comes", () => {
  const client = new Client();
  const { far, network, outcomes, ends, begin } = connecting(() => client);
  far.write(new Uint8Array(5));
  begin();
  assert.deepEqual([outcomes, client.heard, ends], [[client], 5, []]);
  far.abort();
  network.advance(1);
  assert.ok(client.reason instanceof ConnectionLost);
});

test("X14: a factory that refuses, or throws: nothing is left open", () => {
  const refused = connecting(() => null);
  refused.begin();
  assert.equal((refused.outcomes[0] as Error).name, "NoProtocol");
  const thrown = connecting(() => {
    throw new RangeError("boom");
  });
  thrown.begin();
  assert.equal((thrown.outcomes[0] as Error).message, "boom");
  for (const { ends } of [refused, thrown]) assert.deepEqual(ends, ["ended"]);
});

test("X10: what connectionMade throws is the failure, and the reason of the connection", () => {
  const client = new (class extends Client {
    override connectionMade(): void {
      throw new RangeError("boom");
    }
  })();
  const world = connecting(() => client);
  assert.equal(capturedLogs(() => world.begin()).length, 1);
  assert.equal((world.outcomes[0] as Error).message, "boom");
  assert.equal(client.reason, world.outcomes[0]);
});

test("cancelled before, in buildProtocol and in connectionMade: the connection is aborted", () => {
  const before = connecting(() => assert.fail("nothing is built"));
  before.connected.cancel();
  const inBuild = connecting(() => {
    inBuild.connected.cancel();
    return new Client();
  });
  const inMade = connecting(
    () =>
      new (class extends Client {
        override connectionMade(): void {
          inMade.connected.cancel();
        }
      })(),
  );
  for (const { begin, outcomes, ends } of [before, inBuild, inMade]) {
    begin();
    assert.deepEqual(
      [outcomes.map((error) => (error as Error).message), ends],
      [["cancelled"], ["ECONNRESET"]],
    );
  }
});

test("a reactor that has stopped takes no connection", () => {
  const { network, reactor, ends, outcomes, begin } = connecting(() => new Client());
  reactor.run();
  reactor.stop();
  network.advance(1);
  begin();
  assert.equal((outcomes[0] as Error).name, "ReactorNotRestartable");
  assert.deepEqual(ends, [], "the end of a reactor that has stopped hears nothing");
});
