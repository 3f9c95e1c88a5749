/**
 * The PROXY protocol and connections that are pulled, under torture: one fault of each kind at each point where
 * something travels. What is served ends, once, with its reason; what is waited for comes or fails; nothing is left.
 *
 * By default at every tenth point; `TORTURE_EVERY=1` for all of them.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { utf8 } from "torsion/bytes";
import { TCPClientEndpoint, TCPServerEndpoint } from "torsion/endpoints";
import type { IListeningPort } from "torsion/net";
import { Protocol, ProxyFactory } from "torsion/protocols";
import { proxyEndpoint } from "torsion/protocols/haproxy";
import { openConnection, type PulledConnection, serveConnections } from "torsion/streams";
import { type Scenario, type SimulatedReactor, torture, type World } from "torsion/testing";

const PORT = 7;
/** Who crashed says nothing, and nobody waits for ever. */
const LONGEST_SECONDS = 20;

/** A program that ends by itself. */
function boot(world: World, host: string, program: (reactor: SimulatedReactor) => void): void {
  world.boot(host, (reactor) => {
    program(reactor);
    return () => {};
  });
}

/** Each connection of this class is an operation, and ends after a while. */
function limited(world: World, host: string, reactor: SimulatedReactor): new () => Protocol {
  return class Limited extends Protocol {
    #end: () => void = () => assert.fail("lost before it was made");
    #limit = reactor.callLater(LONGEST_SECONDS, () => this.transport.abortConnection());
    override connectionMade(): void {
      this.#end = world.operation(host, "a connection");
      if (host === "client") this.transport.write(new Uint8Array(3000));
    }
    #heard = 0;
    override dataReceived(data: Uint8Array): void {
      this.#heard += data.length;
      if (host === "server") this.transport.write(data);
      else if (this.#heard === 3000) this.transport.loseConnection();
    }
    override connectionLost(): void {
      if (this.#limit.active) this.#limit.cancel();
      this.#end();
    }
  };
}

/** From a client through a proxy, which says who it is, to a server that wants to know. */
const throughProxy =
  (proxyProtocol: "v1" | "v2"): Scenario =>
  (world) => {
    world.boot("server", (reactor) => {
      const endpoint = proxyEndpoint(new TCPServerEndpoint(reactor, PORT), reactor);
      const Echo = limited(world, "server", reactor);
      const listening = endpoint.listen(() => new Echo());
      return () => listening.addCallback((port: IListeningPort) => port.stopListening());
    });
    world.boot("proxy", (reactor) => {
      const to = new TCPClientEndpoint(reactor, "server", PORT, { seconds: 10 });
      const listening = reactor.listenTCP(PORT, new ProxyFactory(to, { proxyProtocol }));
      return () => listening.addCallback((port) => port.stopListening());
    });
    boot(world, "client", (reactor) => {
      const end = world.operation("client", "the attempt to connect");
      const Asker = limited(world, "client", reactor);
      new TCPClientEndpoint(reactor, "proxy", PORT, { seconds: 10 })
        .connect(() => new Asker())
        .addErrback(() => {})
        .addBoth(() => end());
    });
  };

/** Asks three times, a line each, and reads as many answers; what is served is pulled as well. */
const pulled: Scenario = (world) => {
  const use = async (
    host: string,
    reactor: SimulatedReactor,
    connection: PulledConnection,
    work: () => Promise<void>,
  ): Promise<void> => {
    const end = world.operation(host, "what is done with a connection");
    const limit = reactor.callLater(LONGEST_SECONDS, () => connection.abort());
    connection.closed.addBoth(() => {
      if (limit.active) limit.cancel();
    });
    try {
      await work();
    } finally {
      connection.close();
      end();
    }
  };
  world.boot("server", (reactor) => {
    const echo = (connection: PulledConnection) =>
      use("server", reactor, connection, async () => {
        for await (const line of connection.lines()) {
          await connection.write(line);
          await connection.write(utf8("\n"));
        }
      });
    const listening = serveConnections(new TCPServerEndpoint(reactor, PORT), echo);
    return () => listening.addCallback((port) => port.stopListening());
  });
  boot(world, "client", (reactor) => {
    const end = world.operation("client", "the questions");
    const endpoint = directly(reactor);
    // In a callback, and not after an await: that would go on in a program which has crashed meanwhile.
    const asked = openConnection(endpoint).addCallback((connection) =>
      use("client", reactor, connection, async () => {
        for (const question of ["one\n", "two\n", "three\n"]) {
          await connection.write(utf8(question));
          if ((await connection.readLine()) === null) return;
        }
      }),
    );
    asked.addErrback(() => {}).addBoth(() => end());
  });
};

function directly(reactor: SimulatedReactor): TCPClientEndpoint {
  return new TCPClientEndpoint(reactor, "server", PORT, { seconds: 10 });
}

/** A proxy that says half of what it has to say, or nothing, and waits: the deadline ends it. */
const halfAHeader: Scenario = (world) => {
  world.boot("server", (reactor) => {
    const endpoint = proxyEndpoint(new TCPServerEndpoint(reactor, PORT), reactor);
    const listening = endpoint.listen(() => assert.fail("there was no header"));
    return () => listening.addCallback((port) => port.stopListening());
  });
  boot(world, "client", (reactor) => {
    const end = world.operation("client", "the connection");
    class Slow extends Protocol {
      #limit = reactor.callLater(LONGEST_SECONDS, () => this.transport.abortConnection());
      override connectionMade(): void {
        this.transport.write(utf8("PROXY TCP4 "));
      }
      override connectionLost(): void {
        if (this.#limit.active) this.#limit.cancel();
        end();
      }
    }
    directly(reactor)
      .connect(() => new Slow())
      .addErrback(() => end());
  });
};

const scenarios: Readonly<Record<string, Scenario>> = {
  "PROXY v1, through a port forwarder": throughProxy("v1"),
  "PROXY v2, through a port forwarder": throughProxy("v2"),
  "half a PROXY header": halfAHeader,
  "connections that are pulled": pulled,
};

const everyPoint = Number(process.env.TORTURE_EVERY ?? 10);
for (const [name, scenario] of Object.entries(scenarios))
  test(`torture: ${name}`, async () => {
    const report = await torture(name, { everyPoint }, scenario, {
      command: "node build/test/simulation/torture-haproxy.test.js",
      replay: process.env.TORSION_REPLAY,
    });
    if (process.env.TORTURE_EVERY !== undefined)
      console.log(
        `${name}: ${report.points} points, ${report.runs} runs, ${report.operations} operations ended once, 0 lost, 0 left`,
      );
  });
