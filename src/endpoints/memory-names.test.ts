import assert from "node:assert/strict";
import { test } from "node:test";
import { Failure } from "../deferred/index.ts";
import { capturedLogs } from "../logger/index.ts";
import { CannotListenError, ConnectionRefusedError } from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { Factory, Protocol } from "../protocols/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { trackResources } from "../resources/index.ts";
import { MemoryNames } from "./memory-names.ts";

function world() {
  const network = new MemoryNetwork();
  return { network, reactor: reactorOn(network.host("a")), names: new MemoryNames() };
}

const quiet = (): Factory => Object.assign(Factory.forProtocol(Protocol), { noisy: false });
const never = (): void => {};

test("a name is taken once, until its port is closed", () => {
  const { reactor, names } = world();
  const outcomes: unknown[] = [];
  const listen = () =>
    names.listen(reactor, "x", quiet()).addBoth((result) => {
      outcomes.push(result);
    });
  listen();
  listen();
  const [port, failure] = outcomes as [{ stopListening(): void; getHost(): object }, Failure];
  assert.equal(String(port.getHost()), "memory:x");
  assert.ok(failure instanceof Failure && failure.value instanceof CannotListenError);
  assert.match(failure.value.message, /memory:x/);
  port.stopListening();
  listen();
  assert.ok(!(outcomes[2] instanceof Failure));
  assert.throws(() => names.connect(reactor, "y"), ConnectionRefusedError);
});

test("a port that is left open is found, by name", () => {
  const { reactor, names } = world();
  const tracked = trackResources();
  names.listen(reactor, "left", quiet());
  assert.deepEqual(
    tracked.leaks().map(({ description }) => description),
    ["port memory:left"],
  );
  tracked.stop();
});

test("no more connections than the backlog wait; those who wait when the port is closed are reset", () => {
  const { network, reactor, names } = world();
  const closed: string[] = [];
  let close = never;
  names.listen(reactor, "x", quiet(), 2).addCallback((port) => {
    close = () => void port.stopListening();
  });
  for (const name of ["one", "other"])
    names.connect(reactor, "x").start({
      data: never,
      drained: never,
      ended: never,
      closed: (error) => closed.push(`${name} ${error?.code}`),
    });
  assert.throws(() => names.connect(reactor, "x"), /2 connections wait there already/);
  close();
  network.advance(1);
  assert.deepEqual(closed, ["one ECONNRESET", "other ECONNRESET"]);
});

test("R12: when its reactor stops, or has crashed, the name is free", () => {
  for (const end of ["stop", "crash"] as const) {
    const { network, reactor, names } = world();
    reactor.run();
    names.listen(reactor, "x", quiet());
    reactor[end]();
    network.advance(1);
    const other = reactorOn(network.host("b"));
    let free = false;
    names.listen(other, "x", quiet()).addCallbacks(
      () => {
        free = true;
      },
      () => {},
    );
    assert.equal(free, true, end);
  }
});

test("what doStop of a factory throws is logged, and the port is closed", () => {
  const { reactor, names } = world();
  const factory = quiet();
  factory.doStop = () => {
    throw new RangeError("boom");
  };
  const logged = capturedLogs(() => {
    names.listen(reactor, "x", factory).addCallback((port) => port.stopListening());
  });
  assert.equal(logged.length, 1);
  names.listen(reactor, "x", quiet());
});
