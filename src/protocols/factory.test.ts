import assert from "node:assert/strict";
import { test } from "node:test";
import { verifyClass } from "../components/index.ts";
import { capturedLogs, formatEvent } from "../logger/index.ts";
import { IProtocolFactory, IPv4Address } from "../net/index.ts";
import { NotAProtocolError } from "./errors.ts";
import { Factory, ServerFactory } from "./factory.ts";
import { Protocol } from "./protocol.ts";

const peer = new IPv4Address("TCP", "peer", 1);

class Greeter extends Protocol {
  readonly greeting: string;
  constructor(greeting = "hello") {
    super();
    this.greeting = greeting;
  }
}

test("X19: startFactory when the first port begins, stopFactory when the last has ended", () => {
  const calls: string[] = [];
  class Counted extends Factory {
    override noisy = false;
    override startFactory(): void {
      calls.push("start");
    }
    override stopFactory(): void {
      calls.push("stop");
    }
  }
  const factory = new Counted();
  factory.doStart();
  factory.doStart();
  assert.equal(factory.numPorts, 2);
  factory.doStop();
  assert.deepEqual(calls, ["start"]);
  factory.doStop();
  factory.doStop();
  assert.deepEqual(calls, ["start", "stop"]);
  assert.equal(factory.numPorts, 0);
});

test("forProtocol builds with the arguments it was given, and tells the protocol whose it is", () => {
  const factory = Factory.forProtocol(Greeter, "hi");
  const built = factory.buildProtocol(peer);
  assert.equal(built?.greeting, "hi");
  assert.equal(built?.factory, factory);
  assert.notEqual(factory.buildProtocol(peer), built);
  class Mine extends Factory<Greeter> {}
  const mine: Mine & Factory<Greeter> = Mine.forProtocol(Greeter, "mine");
  assert.ok(mine instanceof Mine);
});

test("a subclass names its protocol, or builds it itself; one that does neither is an error", () => {
  class ByClass extends ServerFactory<Greeter> {
    override protocol = Greeter;
  }
  assert.equal(new ByClass().buildProtocol(peer)?.greeting, "hello");
  class ByHand extends Factory<Greeter> {
    override buildProtocol(): Greeter {
      return this.adopt(new Greeter("made"));
    }
  }
  const factory = new ByHand();
  assert.equal(factory.buildProtocol().factory, factory);
  assert.throws(() => new Factory().buildProtocol(peer), NotAProtocolError);
});

test("it says in the log when it starts and stops, unless it is not noisy", () => {
  const events = capturedLogs(() => {
    const factory = new ServerFactory();
    factory.doStart();
    factory.doStop();
    factory.noisy = false;
    factory.doStart();
  });
  assert.deepEqual(
    events.map((event) => formatEvent(event)),
    ["Starting factory ServerFactory", "Stopping factory ServerFactory"],
  );
});

test("it says what it builds, where that is known", () => {
  assert.equal(Factory.forProtocol(Greeter, "x").logPrefix(), "Factory of Greeter");
  const factory = new ServerFactory();
  factory.protocol = Protocol;
  assert.equal(factory.logPrefix(), "ServerFactory of Protocol");
});

test("it provides IProtocolFactory", () => verifyClass(IProtocolFactory, Factory));

test("a start that throws is no start: the next port tries again", () => {
  let starts = 0;
  class Fragile extends Factory {
    override noisy = false;
    override startFactory(): void {
      starts += 1;
      if (starts === 1) throw new RangeError("not yet");
    }
  }
  const factory = new Fragile();
  assert.throws(() => factory.doStart(), RangeError);
  assert.equal(factory.numPorts, 0);
  factory.doStart();
  assert.deepEqual([starts, factory.numPorts], [2, 1]);
});
