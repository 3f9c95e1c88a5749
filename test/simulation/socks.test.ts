/**
 * SOCKS under torture: client, proxy and target, with one fault of each kind at each point where something travels. Each
 * attempt ends once, each connection that was made is lost once, on all three hosts, and nothing is left.
 *
 * By default at every tenth point; `TORTURE_EVERY=1` for all of them.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { text, toHex, utf8 } from "torsion/bytes";
import {
  SOCKSClientEndpoint,
  SOCKSDatagrams,
  socksThrough,
  TCPClientEndpoint,
  TCPServerEndpoint,
} from "torsion/endpoints";
import type { IHostAddress } from "torsion/net";
import { DatagramProtocol, Protocol } from "torsion/protocols";
import {
  SOCKSServerFactory,
  type SOCKSServerOptions,
  type SOCKSVersion,
} from "torsion/protocols/socks";
import { type Scenario, type SimulatedReactor, torture, type World } from "torsion/testing";

const PORT = 7;
const SOCKS = 1080;
/** No connection of the two programs at the ends is older than that: who crashed says nothing. */
const LONGEST_SECONDS = 20;

/** Each connection is an operation, and ends after a while. */
abstract class Limited extends Protocol {
  readonly #reactor: SimulatedReactor;
  readonly #world: World;
  readonly #host: string;
  #end = (): void => assert.fail("lost before it was made");
  #limit: ReturnType<SimulatedReactor["callLater"]> | null = null;

  constructor(world: World, host: string, reactor: SimulatedReactor) {
    super();
    this.#world = world;
    this.#host = host;
    this.#reactor = reactor;
  }
  override connectionMade(): void {
    this.#end = this.#world.operation(this.#host, `${this.constructor.name}'s connection`);
    this.#limit = this.#reactor.callLater(LONGEST_SECONDS, () => this.transport.abortConnection());
  }
  override connectionLost(): void {
    if (this.#limit?.active) this.#limit.cancel();
    this.#end();
  }
}

/** Speaks first, so that what it says is behind the proxy's reply; then in capitals. */
class Shout extends Limited {
  override connectionMade(): void {
    super.connectionMade();
    this.transport.write(utf8("hello "));
  }
  override dataReceived(data: Uint8Array): void {
    this.transport.write(utf8(text(data).toUpperCase()));
  }
}

/** Asks something, hears the answer, closes. */
class Asker extends Limited {
  heard = "";
  override connectionMade(): void {
    super.connectionMade();
    this.transport.write(utf8("quietly"));
  }
  override dataReceived(data: Uint8Array): void {
    this.heard += text(data);
    assert.ok("hello QUIETLY".startsWith(this.heard), this.heard);
    if (this.heard.length === 13) this.transport.loseConnection();
  }
}

function serve(world: World): void {
  world.boot("target", (reactor) => {
    const listening = new TCPServerEndpoint(reactor, PORT).listen(
      () => new Shout(world, "target", reactor),
    );
    return () => listening.addCallback((port) => port.stopListening());
  });
}

function serveSOCKS(world: World, options: Partial<SOCKSServerOptions> = {}): void {
  world.boot("proxy", (reactor) => {
    const socks = new SOCKSServerFactory({
      ...socksThrough(reactor),
      handshakeSeconds: 10,
      connectSeconds: 10,
      bindSeconds: 10,
      ...options,
    });
    const listening = reactor.listenTCP(SOCKS, socks);
    return () => listening.addCallback((port) => port.stopListening());
  });
}

/** A program that ends by itself: when it has, it is looked at for what it left. */
function ask(world: World, version: SOCKSVersion, cancelAfter?: number): void {
  world.boot("client", (reactor) => {
    const end = world.operation("client", "the attempt to connect");
    const proxy = new TCPClientEndpoint(reactor, "proxy", SOCKS, { seconds: 10 });
    const attempt = new SOCKSClientEndpoint(proxy, "target", PORT, {
      ...{ clock: reactor, version, seconds: 15 },
      ...{ username: "user", password: "password" },
    }).connect(() => new Asker(world, "client", reactor));
    attempt.addErrback(() => {}).addBoth(() => end());
    if (cancelAfter !== undefined) reactor.callLater(cancelAfter, () => attempt.cancel());
    return () => {};
  });
}

const connecting =
  (version: SOCKSVersion, options: Partial<SOCKSServerOptions> = {}): Scenario =>
  (world) => {
    serve(world);
    serveSOCKS(world, options);
    ask(world, version);
  };

const cancelled: Scenario = (world) => {
  serve(world);
  serveSOCKS(world);
  ask(world, 5, 0.0065);
};

/** The client is told of a port, and has the target call there. */
const binding: Scenario = (world) => {
  const told = { port: 0 };
  world.boot("target", (reactor) => {
    const end = world.operation("target", "the call");
    let tries = 0;
    const call = (): void => {
      tries += 1;
      if (told.port === 0 && tries < 50) {
        reactor.callLater(0.2, call);
        return;
      }
      new TCPClientEndpoint(reactor, "proxy", told.port || 1, { seconds: 5 })
        .connect(() => new Shout(world, "target", reactor))
        .addErrback(() => {})
        .addBoth(() => end());
    };
    call();
    return () => {};
  });
  serveSOCKS(world);
  world.boot("client", (reactor) => {
    class Binder extends Limited {
      #heard: number[] = [];
      override connectionMade(): void {
        super.connectionMade();
        const name = [...utf8("target")];
        this.transport.write(Uint8Array.of(4, 2, 0, 7, 0, 0, 0, 1, 0, ...name, 0));
      }
      override dataReceived(data: Uint8Array): void {
        this.#heard.push(...data);
        const [, code, high, low] = this.#heard;
        if (this.#heard.length < 8 || code !== 90) return;
        told.port = high! * 256 + low!;
        if (this.#heard.length > 16) this.transport.loseConnection();
      }
    }
    const end = world.operation("client", "the attempt to connect");
    new TCPClientEndpoint(reactor, "proxy", SOCKS, { seconds: 10 })
      .connect(() => new Binder(world, "client", reactor))
      .addErrback(() => {})
      .addBoth(() => end());
    return () => {};
  });
};

const QUIETLY = toHex(utf8("quietly"));

/** Asks again until it is answered, as one does over UDP, or nobody is there any more. */
const associating =
  (cancelAfter?: number): Scenario =>
  (world) => {
    world.boot("target", (reactor) => {
      class EchoUDP extends DatagramProtocol {
        override datagramReceived(data: Uint8Array, from: IHostAddress): void {
          this.transport.write(data, from);
        }
      }
      const listening = reactor.listenUDP(PORT, new EchoUDP());
      return () => listening.addCallback((port) => port.stopListening());
    });
    serveSOCKS(world, { idleSeconds: 10 });
    world.boot("client", (reactor) => {
      class AskerUDP extends DatagramProtocol {
        #end = (): void => assert.fail("stopped before it was started");
        #asking: ReturnType<SimulatedReactor["callLater"]> | null = null;
        #times = 0;
        override startProtocol(): void {
          this.#end = world.operation("client", "the port");
          this.#ask();
        }
        #ask(): void {
          this.#asking = null;
          this.#times += 1;
          if (this.#times > 20) {
            this.transport.stopListening();
            return;
          }
          this.transport.write(utf8("quietly"), { host: "target", port: PORT });
          this.#asking = reactor.callLater(1, () => this.#ask());
        }
        override datagramReceived(data: Uint8Array): void {
          // What a link has damaged is as good as lost.
          if (toHex(data) === QUIETLY) this.transport.stopListening();
        }
        override stopProtocol(): void {
          this.#asking?.cancel();
          this.#asking = null;
          this.#end();
        }
      }
      const end = world.operation("client", "the association");
      const proxy = new TCPClientEndpoint(reactor, "proxy", SOCKS, { seconds: 10 });
      const udp = new SOCKSDatagrams(reactor, proxy, {
        ...{ username: "user", password: "password", seconds: 15 },
      });
      const attempt = udp.listenUDP(0, new AskerUDP());
      attempt.addErrback(() => {}).addBoth(() => end());
      if (cancelAfter !== undefined) reactor.callLater(cancelAfter, () => attempt.cancel());
      return () => {};
    });
  };

const scenarios: Readonly<Record<string, Scenario>> = {
  "SOCKS 5": connecting(5),
  "SOCKS 5 with a password": connecting(5, {
    authenticate: ({ password }) => password === "password",
  }),
  "SOCKS 4a": connecting("4a"),
  "SOCKS 5, cancelled": cancelled,
  "SOCKS 4a, BIND": binding,
  "SOCKS 5, UDP": associating(),
  "SOCKS 5, UDP, cancelled": associating(0.0065),
};

const everyPoint = Number(process.env.TORTURE_EVERY ?? 10);
for (const [name, scenario] of Object.entries(scenarios))
  test(`torture: ${name}`, async () => {
    const report = await torture(name, { everyPoint }, scenario, {
      command: "node build/test/simulation/socks.test.js",
      replay: process.env.TORSION_REPLAY,
    });
    assert.ok(report.operations > 50);
    if (process.env.TORTURE_EVERY !== undefined)
      console.log(
        `${name}: ${report.points} points, ${report.runs} runs, ${report.operations} operations ended once, 0 lost, 0 left`,
      );
  });
