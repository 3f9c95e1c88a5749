import assert from "node:assert/strict";
import { test } from "node:test";
import { IPv4Address } from "../../net/index.ts";
import { StringTransport } from "../../testing/index.ts";
import { Clock } from "../../time/index.ts";
import { Protocol } from "../protocol.ts";
import { ThrottlingFactory, type ThrottlingOptions } from "./throttling-factory.ts";
import { Counter, Wires } from "./wires.test-fixture.ts";

const peer = new IPv4Address("TCP", "10.0.0.2", 50_000);
/** Of the network, and of its delays. */
const TICK = 0.005;

function world(options: ThrottlingOptions): { wires: Wires; factory: ThrottlingFactory<Counter> } {
  const wires = new Wires();
  const factory = new ThrottlingFactory(wires.build, wires.server, options);
  wires.server.listenTCP(80, factory);
  return { wires, factory };
}

function near(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) <= TICK, `${actual}, and should be ${expected}`);
}

/** Writes for ever while it may. */
class Hose extends Protocol {
  written = 0;
  paused = false;
  readonly piece: number;
  constructor(piece = 1000) {
    super();
    this.piece = piece;
  }
  override connectionMade(): void {
    this.transport.registerProducer(this, true);
    this.resumeProducing();
  }
  pauseProducing(): void {
    this.paused = true;
  }
  resumeProducing(): void {
    this.paused = false;
    while (!this.paused) {
      this.transport.write(new Uint8Array(this.piece));
      this.written += this.piece;
    }
  }
  stopProducing(): void {
    this.paused = true;
  }
}

test("F12: reads are held to the limit: N bytes take N / limit seconds", () => {
  const { wires } = world({ readLimit: 1000, burstSeconds: 0 });
  const client = wires.connect();
  client.transport.write(new Uint8Array(10_000));
  const begun = wires.server.seconds();
  wires.advance(60);
  const [server] = wires.servers;
  assert.equal(server!.count, 10_000);
  // The last piece is read when those before it have been paid for.
  const [[firstAt]] = server!.heard as [[number, number]];
  const [lastAt] = server!.heard.at(-1)!;
  const before = server!.heard.at(-2)![1];
  near(lastAt - firstAt, before / 1000);
  assert.ok(firstAt - begun < 0.1);
  // And it is paid for itself before anything else is read.
  client.transport.write(new Uint8Array(1));
  wires.advance(1);
  assert.equal(server!.count, 10_001);
  assert.equal(wires.timers, 0);
});

test("F12: a burst passes at once, and in the long run no more than the limit", () => {
  const { wires } = world({ readLimit: 1000 });
  const client = wires.connect();
  wires.advance(10);
  for (let i = 0; i < 400; i++) {
    client.transport.write(new Uint8Array(100));
    wires.advance(0.01);
  }
  const { heard } = wires.servers[0]!;
  for (const [from, before] of heard)
    for (const [to, after] of heard)
      if (to > from) assert.ok(after - before <= 1000 * (to - from) + 1000 + 1460 + TICK * 1000);
  assert.ok(wires.servers[0]!.count > 4500);
});

test("F12: the limit is of all connections together, and each gets its share", () => {
  const { wires } = world({ readLimit: 10_000, burstSeconds: 0 });
  const clients = ["a", "b", "c", "d"].map((name) => wires.connect(new Counter(), name));
  for (const client of clients) client.transport.write(new Uint8Array(200_000));
  wires.advance(40);
  const counts = wires.servers.map(({ count }) => count);
  const sum = counts.reduce((a, b) => a + b, 0);
  assert.ok(Math.abs(sum - 400_000) < 70_000, `${counts}`);
  assert.ok(Math.min(...counts) > 0.6 * Math.max(...counts), `${counts}`);
});

test("F12: a connection of its own limit does not hold the others", () => {
  const { wires } = world({ connectionReadLimit: 1000, burstSeconds: 0 });
  const [loud, quiet] = [wires.connect(), wires.connect(new Counter(), "quiet")];
  loud.transport.write(new Uint8Array(60_000));
  wires.advance(2);
  quiet.transport.write(new Uint8Array(100));
  wires.advance(0.1);
  assert.equal(wires.servers[1]!.count, 100);
});

test("F12: a push producer is held to the limit", () => {
  const { wires, factory } = world({ writeLimit: 10_000, burstSeconds: 0 });
  const hoses: Hose[] = [];
  factory.wrappedFactory.buildProtocol = () => {
    hoses.push(new Hose());
    return hoses.at(-1) as unknown as Counter;
  };
  const clients = [wires.connect(), wires.connect(new Counter(), "other")];
  const before = clients.map(({ count }) => count);
  wires.advance(10);
  const counts = clients.map(({ count }, i) => count - before[i]!);
  assert.ok(Math.abs(counts[0]! + counts[1]! - 100_000) <= 2000, `${counts}`);
  assert.ok(Math.abs(counts[0]! - counts[1]!) <= 2000, `${counts}`);
});

test("F12: so is a pull producer, and a close waits for it: nothing is lost", () => {
  const { wires, factory } = world({ connectionWriteLimit: 1000, burstSeconds: 0 });
  let left = 10;
  class Helping extends Protocol {
    override connectionMade(): void {
      this.transport.registerProducer(this, false);
      this.transport.loseConnection();
    }
    resumeProducing(): void {
      this.transport.write(new Uint8Array(500));
      left -= 1;
      if (left === 0) this.transport.unregisterProducer();
    }
    stopProducing(): void {}
  }
  factory.wrappedFactory.buildProtocol = () => new Helping() as unknown as Counter;
  const client = wires.connect();
  wires.advance(20);
  assert.deepEqual([client.count, client.ending], [5000, "ConnectionDone"]);
  near(client.heard.at(-1)![0] - client.heard[0]![0], 4.5);
  assert.equal(wires.timers, 0);
});

test("F12: what is written without a producer is not held, but counts", () => {
  const clock = new Clock();
  const factory = new ThrottlingFactory(() => new Protocol(), clock, {
    writeLimit: 100,
    burstSeconds: 0,
  });
  const wrapper = factory.buildProtocol(peer)!;
  const transport = new StringTransport();
  wrapper.makeConnection(transport);
  wrapper.write(new Uint8Array(200));
  wrapper.writeSequence([new Uint8Array(50), new Uint8Array(50)]);
  assert.equal(transport.value().length, 300);
  const log: string[] = [];
  wrapper.registerProducer(
    {
      pauseProducing: () => log.push("pause"),
      resumeProducing: () => log.push("resume"),
      stopProducing: () => log.push("stop"),
    },
    true,
  );
  assert.deepEqual(log, ["pause"]);
  clock.advance(2.9);
  assert.deepEqual(log, ["pause"]);
  clock.advance(0.1);
  assert.deepEqual(log, ["pause", "resume"]);
});

test("a producer that throws when it is resumed ends its own connection alone (X10)", () => {
  const clock = new Clock();
  const factory = new ThrottlingFactory(() => new Protocol(), clock, {
    writeLimit: 100,
    burstSeconds: 0,
  });
  const transports = [0, 1].map((i) => {
    const wrapper = factory.buildProtocol(peer)!;
    const transport = new StringTransport();
    wrapper.makeConnection(transport);
    wrapper.registerProducer(
      {
        pauseProducing() {},
        resumeProducing() {
          if (i === 0) throw new Error("mine");
        },
        stopProducing() {},
      },
      true,
    );
    wrapper.write(new Uint8Array(10));
    return transport;
  });
  clock.advance(1);
  assert.deepEqual(
    transports.map(({ reason }) => reason?.message),
    ["mine", undefined],
  );
});

test("two reasons to pause: the user's own and the limit's; reading goes on when both have gone", () => {
  const clock = new Clock();
  const factory = new ThrottlingFactory(() => new Protocol(), clock, {
    readLimit: 100,
    burstSeconds: 0,
  });
  const wrapper = factory.buildProtocol(peer)!;
  const transport = new StringTransport();
  wrapper.makeConnection(transport);
  wrapper.pauseProducing();
  wrapper.dataReceived(new Uint8Array(100));
  clock.advance(1);
  assert.equal(transport.producerState, "paused");
  wrapper.resumeProducing();
  assert.equal(transport.producerState, "producing");
  wrapper.dataReceived(new Uint8Array(100));
  wrapper.pauseProducing();
  wrapper.resumeProducing();
  wrapper.resumeProducing();
  assert.equal(transport.producerState, "paused");
  clock.advance(1);
  assert.equal(transport.producerState, "producing");
  wrapper.dataReceived(new Uint8Array(100));
  // A strict transport: a resume after this would throw.
  wrapper.loseConnection();
  wrapper.pauseProducing();
  wrapper.resumeProducing();
  clock.advance(1);
  assert.equal(clock.getDelayedCalls().length, 0);
});

test("throttling in throttling: the narrower one counts", () => {
  const wires = new Wires();
  const inner = new ThrottlingFactory(wires.build, wires.server, {
    readLimit: 1000,
    burstSeconds: 0,
  });
  const outer = new ThrottlingFactory(inner, wires.server, { readLimit: 5000, burstSeconds: 0 });
  wires.server.listenTCP(80, outer);
  const client = wires.connect();
  client.transport.write(new Uint8Array(20_000));
  wires.advance(60);
  const { heard, count } = wires.servers[0]!;
  assert.equal(count, 20_000);
  near(heard.at(-1)![0] - heard[0]![0], heard.at(-2)![1] / 1000);
});

test("F12: connections beyond the limit are refused, and there is room again when one ends", () => {
  const { wires, factory } = world({ maxConnectionCount: 2 });
  const clients = ["a", "b", "c"].map((name) => wires.connect(new Counter(), name));
  assert.deepEqual(
    clients.map(({ ending }) => ending),
    [undefined, undefined, "ConnectionDone"],
  );
  assert.deepEqual([factory.protocols.size, factory.refused], [2, 1]);
  clients[0]!.transport.loseConnection();
  wires.advance(1);
  assert.equal(wires.connect(new Counter(), "d").ending, undefined);
});

test("what is no limit is refused at once", () => {
  const clock = new Clock();
  for (const options of [
    { readLimit: 0 },
    { writeLimit: -1 },
    { connectionReadLimit: Number.NaN },
    { connectionWriteLimit: 0 },
    { burstSeconds: -1 },
    { maxConnectionCount: -1 },
  ])
    assert.throws(() => new ThrottlingFactory(Protocol, clock, options), RangeError);
});

test("F12: what a closing transport drops does not count, though a producer was there", () => {
  const wires = new Wires();
  const factory = new ThrottlingFactory(wires.build, wires.server, { writeLimit: 1000 });
  wires.server.listenTCP(80, factory);
  const client = wires.connect();
  const [server] = wires.servers;
  server!.transport.registerProducer(
    { resumeProducing() {}, pauseProducing() {}, stopProducing() {} },
    true,
  );
  client.transport.loseConnection();
  server!.connectionLost = () => {
    server!.transport.write(new Uint8Array(100_000));
    assert.ok(!factory.writes!.holding);
  };
  wires.advance(1);
  assert.equal(factory.protocols.size, 0);
  const next = wires.connect(new Counter(), "next");
  wires.servers[1]!.transport.write(new Uint8Array(500));
  wires.advance(1);
  assert.deepEqual([next.count, factory.writes!.holding], [500, false]);
});
