/**
 * An exception in user code: one log event, none lost, and every other connection is served on.
 *
 * The same server is broken in the same ways on a simulated network and on real sockets.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { text, utf8 } from "torsion/bytes";
import { flushUnhandledFailures } from "torsion/deferred";
import { capturedLogs, type LogEvent } from "torsion/logger";
import type { IAddress, IHostAddress, IReactorCore, IReactorTCP, IReactorTime } from "torsion/net";
import { MemoryNetwork } from "torsion/platform/memory";
import { node } from "torsion/platform/node";
import { ClientFactory, Factory, LineReceiver, Protocol } from "torsion/protocols";
import { reactorOn } from "torsion/reactor/core";

type TestReactor = IReactorCore & IReactorTime & IReactorTCP;
interface World {
  readonly server: TestReactor;
  readonly client: TestReactor;
  readonly host: string;
  pass(): unknown;
}

const PLACES = [
  "connectionMade",
  "dataReceived",
  "lineReceived",
  "async dataReceived",
  "connectionLost",
  "delayed call",
  "buildProtocol",
  "producer",
  "logPrefix and dataReceived",
  "dataReceived and connectionLost",
] as const;
type Place = (typeof PLACES)[number];

class Broken extends Error {
  override name = "Broken";
}
const broken = (place: string): never => {
  throw new Broken(place);
};

/** Breaks at its place, when the client says so. */
class Fragile extends Protocol {
  readonly #place: Place;
  readonly #reactor: TestReactor;
  constructor(place: Place, reactor: TestReactor) {
    super();
    this.#place = place;
    this.#reactor = reactor;
  }
  override connectionMade(): void {
    if (this.#place === "connectionMade") broken("connectionMade");
  }
  override dataReceived(): unknown {
    switch (this.#place) {
      case "async dataReceived":
        return Promise.resolve().then(() => broken("async dataReceived"));
      case "delayed call":
        this.#reactor.callLater(0, () => broken("delayed call"));
        break;
      case "connectionLost":
        this.transport.loseConnection();
        break;
      case "producer":
        this.transport.registerProducer(
          { resumeProducing: () => broken("producer"), stopProducing() {} },
          false,
        );
        break;
      default:
        broken(this.#place);
    }
    return undefined;
  }
  override connectionLost(): void {
    if (this.#place.endsWith("connectionLost")) broken("connectionLost");
  }
  override logPrefix(): string {
    return this.#place.startsWith("logPrefix") ? broken("logPrefix") : "Fragile";
  }
}

class FragileLines extends LineReceiver {
  override lineReceived(line: Uint8Array): void {
    if (text(line) === "go") broken("lineReceived");
  }
}

class Echo extends Protocol {
  override dataReceived(data: Uint8Array): void {
    this.transport.write(data);
  }
}

/** The first connection is echoed; each later one breaks somewhere. */
class Server extends Factory {
  next: Place | "echo" = "echo";
  readonly #reactor: TestReactor;
  constructor(reactor: TestReactor) {
    super();
    this.noisy = false;
    this.#reactor = reactor;
  }
  override buildProtocol(_peer: IAddress): Protocol | LineReceiver {
    if (this.next === "echo") return new Echo();
    if (this.next === "buildProtocol") broken("buildProtocol");
    if (this.next === "lineReceived") return new FragileLines();
    return new Fragile(this.next, this.#reactor);
  }
}

class Client extends Protocol {
  heard = "";
  ended = false;
  override connectionMade(): void {
    this.transport.write(utf8("go\r\n"));
  }
  override dataReceived(data: Uint8Array): void {
    this.heard += text(data);
  }
  override connectionLost(): void {
    this.ended = true;
  }
}

async function scenario({ server, client, host, pass }: World): Promise<void> {
  const until = async (holds: () => boolean): Promise<void> => {
    for (let i = 0; !holds(); i++) {
      assert.ok(i < 2000, "waited in vain");
      await pass();
    }
  };
  const factory = new Server(server);
  const listening = server.listenTCP(0, factory, { interface: host });
  await until(() => listening.called);
  const port = await listening;
  const connect = (): Client => {
    const protocol = new Client();
    const clients = ClientFactory.forProtocol(Client) as ClientFactory<Client>;
    clients.noisy = false;
    clients.buildProtocol = () => protocol;
    client.connectTCP(host, (port.getHost() as IHostAddress).port, clients);
    return protocol;
  };
  const survivor = connect();
  await until(() => survivor.heard === "go\r\n");

  for (const place of PLACES) {
    factory.next = place;
    const events: LogEvent[] = await capturedLogs(async () => {
      const victim = connect();
      const outlives = place === "delayed call";
      await until(() => outlives || victim.ended);
      for (let i = 0; i < 20; i++) await pass();
      if (outlives) victim.transport.abortConnection();
      await until(() => victim.ended);
      for (let i = 0; i < 20; i++) await pass();
    });
    const twice = place === "dataReceived and connectionLost";
    const wanted = twice ? [place, "connectionLost"] : [place];
    assert.deepEqual(
      events.map(({ log_failure }) => (log_failure?.value as Error | undefined)?.message),
      wanted,
      `one log event each: ${place}`,
    );
    const before = survivor.heard.length;
    survivor.transport.write(utf8("?"));
    await until(() => survivor.heard.length > before);
  }
  assert.equal(survivor.ended, false);
  assert.equal(flushUnhandledFailures().length, 0);

  survivor.transport.loseConnection();
  const stopped = port.stopListening();
  await until(() => survivor.ended && stopped.called);
  assert.deepEqual(server.getDelayedCalls(), []);
  assert.deepEqual(client.getDelayedCalls(), []);
}

test("exceptions everywhere, on a simulated network", async () => {
  const network = new MemoryNetwork();
  await scenario({
    server: reactorOn(network.host("server")),
    client: reactorOn(network.host("client")),
    host: "server",
    pass: async () => {
      network.advance(0.01);
      await undefined;
    },
  });
});

test("exceptions everywhere, on real sockets", async () => {
  const reactor = reactorOn(node());
  await scenario({
    server: reactor,
    client: reactor,
    host: "127.0.0.1",
    pass: () => wait(1),
  });
});
