/**
 * The memcached client and the small services under torture: one fault of each kind at each point where something travels. Each
 * command, lookup and question comes or fails, once; each connection is lost, once; nothing is left.
 *
 * By default at every tenth point; `TORTURE_EVERY=1` for all of them.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { equals, text } from "torsion/bytes";
import type { Deferred } from "torsion/deferred";
import { TCPClientEndpoint, TCPServerEndpoint } from "torsion/endpoints";
import type { IProtocol, IStreamTransport } from "torsion/net";
import { Protocol } from "torsion/protocols";
import { Finger, finger } from "torsion/protocols/finger";
import { IdentClient, IdentServer, type IdentUser } from "torsion/protocols/ident";
import { MemCacheProtocol } from "torsion/protocols/memcache";
import { Chargen, Daytime, Echo } from "torsion/protocols/wire";
import { deferLater } from "torsion/task";
import { type Scenario, type SimulatedReactor, torture, type World } from "torsion/testing";
import { FakeMemcached, FakeStore } from "../fake-memcached.ts";

const PORT = 7;
/** No connection is older than that: who crashed says nothing, and nobody waits for ever. */
const LONGEST_SECONDS = 20;

/** The connection of `protocol` is an operation on `host`, and ends after a while. */
function limited<P extends IProtocol & { readonly transport: IStreamTransport }>(
  world: World,
  host: string,
  reactor: SimulatedReactor,
  protocol: P,
): P {
  const { connectionMade, connectionLost } = protocol;
  let end = (): void => assert.fail("lost before it was made");
  let limit: ReturnType<SimulatedReactor["callLater"]>;
  protocol.connectionMade = () => {
    end = world.operation(host, `the connection of ${protocol.constructor.name}`);
    limit = reactor.callLater(LONGEST_SECONDS, () => protocol.transport.abortConnection());
    return connectionMade.call(protocol);
  };
  protocol.connectionLost = (reason) => {
    if (limit.active) limit.cancel();
    end();
    return connectionLost.call(protocol, reason);
  };
  return protocol;
}

function serve(world: World, build: (reactor: SimulatedReactor) => Protocol): void {
  world.boot("server", (reactor) => {
    const listening = new TCPServerEndpoint(reactor, PORT).listen({
      buildProtocol: () => limited(world, "server", reactor, build(reactor)),
      doStart() {},
      doStop() {},
    });
    return () => listening.addCallback((port) => port.stopListening());
  });
}

/** Connect once, and do `use` with what has connected. */
function connect<P extends Protocol>(
  world: World,
  build: (reactor: SimulatedReactor) => P,
  use: (protocol: P, reactor: SimulatedReactor) => void,
): void {
  world.boot("client", (reactor) => {
    const end = world.operation("client", "the attempt to connect");
    new TCPClientEndpoint(reactor, "server", PORT, { seconds: 10 })
      .connect({
        buildProtocol: () => limited(world, "client", reactor, build(reactor)),
        doStart() {},
        doStop() {},
      })
      .addCallback((protocol) => use(protocol, reactor))
      .addErrback(() => {})
      .addBoth(() => end());
    return () => {};
  });
}

/** It is an operation: it has one end. Gives it, without its failure. */
function watched(world: World, what: string, deferred: Deferred<unknown>): Deferred<unknown> {
  const end = world.operation("client", what);
  return deferred
    .addErrback(() => "failed")
    .addCallback((result) => {
      end();
      return result;
    });
}

const NONE = new Uint8Array(0);

const memcache: Scenario = (world) => {
  const store = new FakeStore();
  const wrong: unknown[] = [];
  world.always("an answer is the answer to its own command", () => wrong.length === 0);
  const expect = (isRight: boolean, answer: unknown): void => {
    if (!isRight) wrong.push(answer);
  };
  serve(world, () => new FakeMemcached(store));
  connect(
    world,
    (reactor) => new MemCacheProtocol(reactor, { seconds: 8 }),
    (cache, reactor) => {
      const value = new Uint8Array(20_000).fill(13);
      const all = [
        watched(world, "set", cache.set("k", value)),
        watched(
          world,
          "get",
          cache.get("k").addCallback((item) => expect(equals(item.value ?? NONE, value), item)),
        ),
        watched(
          world,
          "increment",
          cache.increment("nothing").addCallback((number) => expect(number === null, number)),
        ),
        watched(
          world,
          "get that is cancelled",
          (() => {
            const cancelled = cache.get("k");
            reactor.callLater(0.002, () => cancelled.cancel());
            return cancelled;
          })(),
        ),
        watched(
          world,
          "version, then stats",
          cache.version().addCallback(() => cache.stats()),
        ),
      ];
      let waiting = all.length;
      for (const each of all)
        each.addCallback(() => {
          waiting -= 1;
          if (waiting === 0) cache.transport.loseConnection();
        });
    },
  );
};

const ident: Scenario = (world) => {
  serve(
    world,
    (reactor) =>
      new (class Lookups extends IdentServer {
        /** Takes a while, and is taken back when the client has gone. */
        override lookup(): Deferred<IdentUser> {
          const found = deferLater(reactor, 0.05);
          const end = world.operation("server", "the lookup");
          found.addBoth((result) => {
            end();
            return result;
          });
          return found.addCallback(() => ({ system: "UNIX", user: "ada" }));
        }
      })(),
  );
  connect(
    world,
    () => new IdentClient(),
    (client) => {
      const all = [1, 2, 3].map((port) =>
        watched(world, `lookup ${port}`, client.lookup(port, port)),
      );
      all[2]?.addCallback(() => client.transport.loseConnection());
    },
  );
};

const fingers: Scenario = (world) => {
  serve(world, () => new Finger());
  world.boot("client", (reactor) => {
    const endpoint = new TCPClientEndpoint(reactor, "server", PORT, { seconds: 10 });
    for (const who of ["ada", ""])
      watched(world, "the question", finger(endpoint, who).addTimeout(LONGEST_SECONDS, reactor));
    const cancelled = finger(endpoint, "bob");
    watched(world, "the question that is cancelled", cancelled);
    reactor.callLater(0.0035, () => cancelled.cancel());
    return () => {};
  });
};

class Ear extends Protocol {
  #heard = 0;
  override connectionMade(): void {
    this.transport.write(new Uint8Array(5000));
  }
  override dataReceived(data: Uint8Array): void {
    this.#heard += data.length;
    if (this.#heard >= 5000) this.transport.loseConnection();
  }
}
const echo: Scenario = (world) => {
  serve(world, () => new Echo());
  connect(
    world,
    () => new Ear(),
    () => {},
  );
};
const chargen: Scenario = (world) => {
  serve(world, () => new Chargen());
  connect(
    world,
    () => new Ear(),
    () => {},
  );
};
const daytime: Scenario = (world) => {
  serve(world, () => new Daytime(() => 0));
  class Reader extends Protocol {
    override dataReceived(data: Uint8Array): void {
      assert.match(text(data), /1970/);
    }
  }
  connect(
    world,
    () => new Reader(),
    () => {},
  );
};

const scenarios: Readonly<Record<string, Scenario>> = {
  MemCacheProtocol: memcache,
  ident,
  finger: fingers,
  Echo: echo,
  Chargen: chargen,
  Daytime: daytime,
};

const everyPoint = Number(process.env.TORTURE_EVERY ?? 10);
for (const [name, scenario] of Object.entries(scenarios))
  test(`torture: ${name}`, async () => {
    const report = await torture(name, { everyPoint }, scenario, {
      command: "node build/test/simulation/services-torture.test.js",
      replay: process.env.TORSION_REPLAY,
    });
    if (process.env.TORTURE_EVERY !== undefined)
      console.log(
        `${name}: ${report.points} points, ${report.runs} runs, ${report.operations} operations ended once, 0 lost, 0 left`,
      );
  });
