/**
 * Every policy under torture: one fault of each kind at each point where something travels. Each connection ends once, its
 * protocol hears of it, and no timer, no connection and no count is left.
 *
 * By default at every fortieth point; `TORTURE_EVERY=1` for all of them.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Failure } from "torsion/deferred";
import { TCPClientEndpoint, TCPServerEndpoint } from "torsion/endpoints";
import {
  DeadlineFactory,
  LimitBytesFactory,
  LimitConnectionRateFactory,
  LimitConnectionsByPeer,
  LimitTotalConnectionsFactory,
  Protocol,
  ThrottlingFactory,
  TimeoutFactory,
  TimeoutMixin,
  unwrap,
  type WrappingFactory,
} from "torsion/protocols";
import { type Scenario, type SimulatedReactor, torture, type World } from "torsion/testing";
import { everyPolicy } from "../conformance/every-policy.ts";

const PORT = 7;
/** No connection is older than that: who crashed says nothing, and nobody waits for ever. */
const LONGEST_SECONDS = 20;
const BYTES = 6000;

type Policy = (wrapped: () => Protocol, reactor: SimulatedReactor) => WrappingFactory;

/** Each connection is an operation: it ends when its protocol is told so, once. */
function operation(world: World, host: string, limit: (protocol: Protocol) => () => void) {
  return class extends Protocol {
    #end = (): void => assert.fail("lost before it was made");
    #noLimit = (): void => {};
    override connectionMade(): void {
      this.#end = world.operation(host, "a connection");
      this.#noLimit = limit(this);
    }
    override connectionLost(_reason: Failure): void {
      this.#noLimit();
      this.#end();
    }
  };
}

/** Nothing but the policy ends it. */
const noLimit = (): (() => void) => () => {};

const after =
  (reactor: SimulatedReactor, seconds: number) =>
  ({ transport }: Protocol): (() => void) => {
    const call = reactor.callLater(seconds, () => transport.abortConnection());
    return () => {
      if (call.active) call.cancel();
    };
  };

interface Policed {
  readonly server: Policy;
  readonly client?: Policy;
  /** The policy itself ends what has gone quiet. */
  readonly ends?: boolean;
}

/** Three clients each say something, by a producer, hear it back, and close; all through the policies. */
const echoThrough =
  ({ server, client = server, ends = false }: Policed): Scenario =>
  (world) => {
    /** Of the programs that run: those of one that was killed hear of nothing. */
    const factories = new Map<string, WrappingFactory[]>();
    world.boot("server", (reactor) => {
      const Connection = operation(
        world,
        "server",
        ends ? noLimit : after(reactor, LONGEST_SECONDS),
      );
      class Echo extends Connection {
        override dataReceived(data: Uint8Array): void {
          this.transport.write(data);
        }
      }
      const factory = server(() => new Echo(), reactor);
      factories.set("server", [factory]);
      const listening = new TCPServerEndpoint(reactor, PORT).listen(factory);
      return () => listening.addCallback((port) => port.stopListening());
    });
    world.boot("client", (reactor) => {
      const Connection = operation(
        world,
        "client",
        ends ? noLimit : after(reactor, LONGEST_SECONDS),
      );
      class Asker extends Connection {
        #heard = 0;
        #said = 0;
        override connectionMade(): void {
          super.connectionMade();
          this.transport.registerProducer(this, false);
        }
        resumeProducing(): void {
          this.transport.write(new Uint8Array(1500));
          this.#said += 1500;
          if (this.#said === BYTES) this.transport.unregisterProducer();
        }
        stopProducing(): void {}
        override dataReceived(data: Uint8Array): void {
          this.#heard += data.length;
          if (this.#heard === BYTES) this.transport.loseConnection();
        }
      }
      const mine: WrappingFactory[] = [];
      factories.set("client", mine);
      for (let i = 0; i < 3; i++) {
        const end = world.operation("client", "the attempt to connect");
        const factory = client(() => new Asker(), reactor);
        mine.push(factory);
        new TCPClientEndpoint(reactor, "server", PORT, { seconds: 10 })
          .connect(factory)
          .addCallback((wrapper) => assert.ok(unwrap(wrapper) instanceof Asker))
          .addErrback(() => {})
          .addBoth(() => end());
      }
      return () => {};
    });
    world.eventually("no factory counts a connection any more", () =>
      [...factories.values()].flat().every(({ protocols }) => protocols.size === 0),
    );
  };

/** Both sides rely on the mixin alone to end what has gone quiet. */
const mixin: Scenario = (world) => {
  const serve = (host: string, reactor: SimulatedReactor) =>
    class extends TimeoutMixin(operation(world, host, noLimit)) {
      override connectionMade(): void {
        super.connectionMade();
        this.clock = reactor;
        this.graceSeconds = 2;
        this.setTimeout(3);
        if (host === "client") this.transport.write(new Uint8Array(100));
      }
      override dataReceived(data: Uint8Array): void {
        this.resetTimeout();
        if (host === "server") this.transport.write(data);
        else this.transport.loseConnection();
      }
    };
  world.boot("server", (reactor) => {
    const listening = new TCPServerEndpoint(reactor, PORT).listen(serve("server", reactor));
    return () => listening.addCallback((port) => port.stopListening());
  });
  world.boot("client", (reactor) => {
    const end = world.operation("client", "the attempt to connect");
    new TCPClientEndpoint(reactor, "server", PORT, { seconds: 10 })
      .connect(serve("client", reactor))
      .addErrback(() => {})
      .addBoth(() => end());
    return () => {};
  });
};

const scenarios: Readonly<Record<string, Scenario>> = {
  TimeoutMixin: mixin,
  TimeoutFactory: echoThrough({
    server: (wrapped, clock) => new TimeoutFactory(wrapped, clock, { seconds: 4, graceSeconds: 2 }),
    ends: true,
  }),
  DeadlineFactory: echoThrough({
    server: (wrapped, clock) =>
      new DeadlineFactory(wrapped, clock, {
        firstByteSeconds: 3,
        lifetimeSeconds: 8,
        graceSeconds: 2,
      }),
    ends: true,
  }),
  ThrottlingFactory: echoThrough({
    server: (wrapped, clock) =>
      new ThrottlingFactory(wrapped, clock, {
        readLimit: 8000,
        writeLimit: 8000,
        connectionReadLimit: 6000,
        connectionWriteLimit: 6000,
        burstSeconds: 0.1,
        maxConnectionCount: 2,
      }),
  }),
  LimitTotalConnectionsFactory: echoThrough({
    server: (wrapped, clock) =>
      new LimitTotalConnectionsFactory(wrapped, clock, { connectionLimit: 1 }),
  }),
  LimitConnectionsByPeer: echoThrough({
    server: (wrapped, clock) =>
      new LimitConnectionsByPeer(wrapped, clock, { maxConnectionsPerPeer: 2 }),
  }),
  LimitConnectionRateFactory: echoThrough({
    server: (wrapped, clock) =>
      new LimitConnectionRateFactory(wrapped, clock, {
        total: { perSecond: 1, burst: 2 },
        perPeer: { perSecond: 1 },
      }),
  }),
  LimitBytesFactory: echoThrough({
    server: (wrapped, clock) => new LimitBytesFactory(wrapped, clock, { read: 4000 }),
    client: (wrapped, clock) =>
      new LimitBytesFactory(wrapped, clock, { written: 5000, buffered: 3000 }),
  }),
  "all policies": echoThrough({
    server: (wrapped, clock) => everyPolicy(clock).all(wrapped),
  }),
};

const everyPoint = Number(process.env.TORTURE_EVERY ?? 40);
for (const [name, scenario] of Object.entries(scenarios))
  test(`torture: ${name}`, async () => {
    const report = await torture(name, { everyPoint }, scenario, {
      command: "node build/test/simulation/torture-policies.test.js",
      replay: process.env.TORSION_REPLAY,
    });
    if (process.env.TORTURE_EVERY !== undefined)
      console.log(
        `${name}: ${report.points} points, ${report.runs} runs, ${report.operations} operations ended once, 0 lost, 0 left`,
      );
  });
