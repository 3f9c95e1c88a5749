/** Exceptions of user code, everywhere at once: the server serves all others, one log event each. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { text } from "torsion/bytes";
import { capturedLogs, type LogEvent } from "torsion/logger";
import { IHostAddress, type IListeningPort } from "torsion/net";
import { MemoryNetwork } from "torsion/platform/memory";
import { node } from "torsion/platform/node";
import { ClientCreator, Factory, LineReceiver, type Protocol } from "torsion/protocols";
import { reactorOn } from "torsion/reactor/core";

const HOOKS = ["buildProtocol", "connectionMade", "dataReceived", "lineReceived", "connectionLost"];

/** The next connection to come fails in this hook; "" is one that does not. */
let failing = "";

class Server extends LineReceiver {
  readonly #failing = failing;
  #maybe(hook: string): void {
    if (this.#failing === hook) throw new RangeError(hook);
  }
  override connectionMade(): void {
    this.#maybe("connectionMade");
    this.sendLine("ready");
  }
  override dataReceived(data: Uint8Array): void {
    this.#maybe("dataReceived");
    super.dataReceived(data);
  }
  override lineReceived(line: Uint8Array): void {
    this.#maybe("lineReceived");
    this.sendLine(line);
  }
  override connectionLost(): void {
    this.#maybe("connectionLost");
  }
}

class Servers extends Factory<Server> {
  override noisy = false;
  override buildProtocol(): Server {
    if (failing === "buildProtocol") throw new RangeError("buildProtocol");
    return this.adopt(new Server());
  }
}

class Client extends LineReceiver {
  readonly lines: string[] = [];
  lost = false;
  override lineReceived(line: Uint8Array): void {
    this.lines.push(text(line));
    if (text(line) === "ready") this.sendLine("ping");
    else if (this.lines.length === 2 && this.name !== "steady") this.transport.loseConnection();
  }
  override connectionLost(): void {
    this.lost = true;
  }
  readonly name: string;
  constructor(name: string) {
    super();
    this.name = name;
  }
}

type Reactor = ReturnType<typeof reactorOn<ReturnType<typeof node>>>;

async function scenario(
  server: Reactor,
  client: Reactor,
  host: string,
  pass: () => unknown,
): Promise<void> {
  const until = async (what: string, holds: () => boolean): Promise<void> => {
    for (let i = 0; !holds(); i++) {
      assert.ok(i < 5000, `waited in vain until ${what}`);
      await pass();
    }
  };
  let port: IListeningPort | undefined;
  server.listenTCP(0, new Servers(), { interface: host }).addCallback((opened) => {
    port = opened;
  });
  await until("it listens", () => port !== undefined);
  const { port: number } = IHostAddress(port?.getHost());
  const clients: Client[] = [];
  const connect = async (name: string): Promise<Client> => {
    let made: Protocol | undefined;
    new ClientCreator(client, Client, name).connectTCP(host, number).addCallback((protocol) => {
      made = protocol;
    });
    await until(`${name} is connected`, () => made !== undefined);
    clients.push(made as Client);
    return made as Client;
  };
  failing = "";
  const steady = await Promise.all([connect("steady"), connect("steady"), connect("steady")]);
  await until("they are served", () => steady.every(({ lines }) => lines.length === 2));
  const events: LogEvent[] = await capturedLogs(async () => {
    for (const hook of HOOKS) {
      failing = hook;
      const victim = await connect(hook);
      await until(`${hook} has ended`, () => victim.lost);
      for (let i = 0; i < 20; i++) await pass();
    }
    server.callLater(0, () => {
      throw new RangeError("delayed call");
    });
    for (let i = 0; i < 20; i++) await pass();
  });
  assert.deepEqual(
    events.map(({ log_failure }) => (log_failure?.value as Error | undefined)?.message),
    [...HOOKS, "delayed call"],
  );
  for (const { transport } of steady) transport.write(new Uint8Array([65, 13, 10]));
  await until("they are served still", () => steady.every(({ lines }) => lines.length === 3));
  assert.ok(steady.every(({ lost }) => !lost));
  for (const { transport } of steady) transport.loseConnection();
  port?.stopListening();
  await until("all have ended", () => clients.every(({ lost }) => lost));
}

test("on the simulated network", async () => {
  const network = new MemoryNetwork();
  const [server, client] = [reactorOn(network.host("server")), reactorOn(network.host("client"))];
  await scenario(server, client, "server", () => network.advance(0.01));
});

test("on real sockets", async () => {
  const reactor = reactorOn(node());
  await scenario(reactor, reactor, "127.0.0.1", () => wait(1));
});
