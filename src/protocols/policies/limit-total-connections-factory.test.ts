import assert from "node:assert/strict";
import { test } from "node:test";
import { IPv4Address } from "../../net/index.ts";
import { Clock } from "../../time/index.ts";
import { ClientFactory } from "../client-factory.ts";
import { Factory } from "../factory.ts";
import { Protocol } from "../protocol.ts";
import { LimitTotalConnectionsFactory } from "./limit-total-connections-factory.ts";
import { Counter, Wires } from "./wires.test-fixture.ts";

class TooMany extends Protocol {
  override connectionMade(): void {
    this.transport.write(new Uint8Array(7));
  }
}

test("connections beyond the limit are refused and counted; one that ends makes room", () => {
  const wires = new Wires();
  const factory = new LimitTotalConnectionsFactory(wires.build, wires.server, {
    connectionLimit: 1,
  });
  wires.server.listenTCP(80, factory);
  const [first, second] = [wires.connect(), wires.connect(new Counter(), "b")];
  assert.deepEqual([first.ending, second.ending], [undefined, "ConnectionDone"]);
  assert.deepEqual([factory.connectionCount, factory.refused], [1, 1]);
  first.transport.abortConnection();
  wires.advance(1);
  assert.equal(factory.connectionCount, 0);
  assert.equal(wires.connect(new Counter(), "d").ending, undefined);
});

test("overflowProtocol speaks with them, with so many at a time, and they take nobody's room", () => {
  const wires = new Wires();
  const factory = new LimitTotalConnectionsFactory(wires.build, wires.server, {
    connectionLimit: 1,
    overflowProtocol: TooMany,
    overflowLimit: 2,
  });
  wires.server.listenTCP(80, factory);
  const clients = ["a", "b", "c", "d"].map((name) => wires.connect(new Counter(), name));
  assert.deepEqual(
    clients.map(({ count, ending }) => [count, ending]),
    [
      [0, undefined],
      [7, undefined],
      [7, undefined],
      [0, "ConnectionDone"],
    ],
  );
  assert.deepEqual([factory.connectionCount, factory.refused], [1, 3]);
  clients[0]!.transport.loseConnection();
  wires.advance(1);
  assert.equal(wires.connect(new Counter(), "e").count, 0, "there is room, though some overflow");
  clients[1]!.transport.loseConnection();
  wires.advance(1);
  assert.equal(wires.connect(new Counter(), "f").count, 7);
});

test("what fails to be built is not counted", () => {
  const clock = new Clock();
  const factory = new LimitTotalConnectionsFactory(() => null, clock, { connectionLimit: 1 });
  const wires = new Wires();
  wires.server.listenTCP(80, factory);
  for (const host of ["a", "b"]) wires.connect(new Counter(), host);
  assert.deepEqual([factory.connectionCount, factory.refused], [0, 0]);
  assert.throws(
    () => new LimitTotalConnectionsFactory(Protocol, clock, { connectionLimit: -1 }),
    RangeError,
  );
});

test("X19: an overflow factory is started and stopped with it; a start that fails is no start", () => {
  const [wrapped, overflow] = [Factory.forProtocol(Protocol), Factory.forProtocol(TooMany)];
  wrapped.noisy = overflow.noisy = false;
  const factory = new LimitTotalConnectionsFactory(wrapped, new Clock(), {
    connectionLimit: 1,
    overflowProtocol: overflow,
  });
  factory.doStart();
  assert.deepEqual([wrapped.numPorts, overflow.numPorts], [1, 1]);
  factory.doStop();
  assert.deepEqual([wrapped.numPorts, overflow.numPorts], [0, 0]);
  overflow.startFactory = () => {
    throw new Error("no");
  };
  assert.throws(() => factory.doStart(), /no/);
  assert.deepEqual([wrapped.numPorts, factory.numPorts, overflow.numPorts], [0, 0, 0]);
});

test("an overflow factory that builds nothing is told so, as any other is", () => {
  class Forgetful extends ClientFactory {
    override buildProtocol(): never {
      return undefined as never;
    }
  }
  const factory = new LimitTotalConnectionsFactory(Protocol, new Clock(), {
    connectionLimit: 0,
    overflowLimit: 1,
    overflowProtocol: new Forgetful(),
  });
  const build = (): unknown => factory.buildProtocol(new IPv4Address("TCP", "10.0.0.1", 1));
  assert.throws(build, { name: "NotAProtocolError", message: /Forgetful/ });
});
