/** However its peers behave, and its protocols, a program ends: `--grace` later, and a little. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { MultiService, StreamServerEndpointService } from "../application/index.ts";
import { implementer } from "../components/index.ts";
import { Deferred } from "../deferred/index.ts";
import {
  SSLServerEndpoint,
  TCPClientEndpoint,
  TCPServerEndpoint,
  wrapClientTLS,
} from "../endpoints/index.ts";
import { capturedLogs, type LogEvent } from "../logger/index.ts";
import {
  CertificateOptions,
  IDrainable,
  IHalfCloseableProtocol,
  type IPullProducer,
  type IStreamServerEndpoint,
  optionsForClientTLS,
} from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { nodeTLS } from "../platform/node/index.ts";
import { proxyEndpoint } from "../protocols/haproxy/index.ts";
import { LineReceiver, Protocol, ProxyFactory } from "../protocols/index.ts";
import { SOCKSServerFactory } from "../protocols/socks/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { testCertificates } from "../testing/index.ts";
import { DRAIN } from "./drain.ts";
import { runService } from "./run-service.ts";

const GRACE = 2;
/** For the flush, then for those that linger, and what the network takes. */
const LITTLE = 1.1;
const LINE = new TextEncoder().encode("ask\r\n");

function hosts() {
  const network = new MemoryNetwork({ latency: 0.001 });
  const [server, client] = ["server", "client"].map((name) =>
    reactorOn({ ...network.host(name), tls: nodeTLS() }),
  ) as [Host, Host];
  return { network, server, client };
}
const host = () => reactorOn({ ...new MemoryNetwork().host("x"), tls: nodeTLS() });
type Host = ReturnType<typeof host>;

// What clients do.

abstract class Client extends Protocol implements IHalfCloseableProtocol {
  static {
    implementer(IHalfCloseableProtocol)(this);
  }
  readonly clock: Host;
  constructor(clock: Host) {
    super();
    this.clock = clock;
  }
  readConnectionLost(): void {}
  writeConnectionLost(): void {}
}
class Silent extends Client {}
class Deaf extends Client {
  override connectionMade(): void {
    this.transport.pauseProducing();
    for (let i = 0; i < 50; i++) this.transport.write(LINE);
  }
}
class Restless extends Client {
  override connectionMade(): void {
    if (!this.connected) return;
    this.transport.write(LINE);
    this.clock.callLater(0.01, () => this.connectionMade());
  }
}
class HalfClosed extends Client {
  override connectionMade(): void {
    this.transport.write(LINE);
    this.transport.loseWriteConnection();
  }
}
class Gone extends Client {
  override connectionMade(): void {
    this.transport.write(LINE);
    this.transport.abortConnection();
  }
}

// What servers do.

class Answers extends LineReceiver {
  override lineReceived(): void {
    this.sendLine(new Uint8Array(100_000));
  }
}
class NeverAnswers extends LineReceiver {
  override lineReceived(): Deferred<void> {
    return new Deferred<void>();
  }
}
class Reads extends Protocol {
  override async dataReceived(): Promise<void> {
    await new Promise(() => {});
  }
}
class Produces extends Protocol implements IDrainable, IPullProducer {
  static {
    implementer(IDrainable)(this);
  }
  #helpings = 0;
  override connectionMade(): void {
    this.transport.registerProducer(this, false);
  }
  /** It never says that this was all. */
  resumeProducing(): void {
    if (this.#helpings++ < 20) this.transport.write(new Uint8Array(10_000));
  }
  stopProducing(): void {}
  drain(): void {}
}
class Fails extends Protocol implements IDrainable {
  static {
    implementer(IDrainable)(this);
  }
  drain(): void {
    throw new TypeError("a drain that fails");
  }
}
class Rejects extends Fails {
  override async drain(): Promise<void> {
    await null;
    throw new TypeError("a drain that fails");
  }
}
class NeverDrained extends Fails {
  override drain(): Deferred<void> {
    return new Deferred<void>();
  }
}

/** With peers of each kind; gives how long the end took. */
async function end(
  make: (server: Host) => StreamServerEndpointService,
  secure = false,
): Promise<readonly [seconds: number, failures: readonly string[]]> {
  const { network, server, client } = hosts();
  // For those who forward.
  reactorOn(network.host("backend")).listenTCP(90, {
    ...quiet,
    buildProtocol: () => new Answers(),
  });
  let seconds = Number.NaN;
  const events = await capturedLogs(async () => {
    const tree = new MultiService();
    make(server).setServiceParent(tree);
    const hooks = DRAIN.join({
      ...{ reactor: server, service: tree, terminal: {} as never, facts: new Map() },
      options: { grace: GRACE },
    })!;
    const status = runService(server, tree, { complain: () => 1, hooks: [hooks] });
    await network.advanceAsync(0.1);
    const plain = new TCPClientEndpoint(client, "server", 80);
    const trust = { trustRoot: [testCertificates.authority] };
    const to = secure ? wrapClientTLS(optionsForClientTLS("localhost", trust), plain) : plain;
    for (const Peer of [Silent, Deaf, Restless, HalfClosed, Gone])
      for (const endpoint of new Set([plain, to]))
        endpoint.connect({ ...quiet, buildProtocol: () => new Peer(client) }).addErrback(() => {});
    await network.advanceAsync(0.5);
    assert.ok(server.describe().connections.length >= 1);
    const began = server.seconds();
    status.addCallback((result) => {
      seconds = server.seconds() - began;
      return result;
    });
    network.signal("server", "SIGTERM");
    await network.advanceAsync(20);
    assert.equal(status.result, 0);
    assert.deepEqual(
      [server.describe().connections.length, server.getDelayedCalls().length],
      [0, 0],
    );
  });
  return [seconds, failuresOf(events)];
}
const failuresOf = (events: readonly LogEvent[]): string[] =>
  events.flatMap(({ log_failure }) => (log_failure?.value as Error | undefined)?.message ?? []);
const quiet = { doStart: () => {}, doStop: () => {} };

const at = (server: Host): IStreamServerEndpoint => new TCPServerEndpoint(server, 80);

for (const Server of [Answers, NeverAnswers, Reads, Produces, NeverDrained, Protocol])
  test(`peers that read nothing, send for ever, close half of it, or go: ${Server.name}`, async () => {
    const [seconds, failures] = await end(
      (server) => new StreamServerEndpointService(at(server), Server),
    );
    assert.ok(seconds <= GRACE + LITTLE, `${seconds} s`);
    assert.deepEqual(failures, []);
  });

for (const Server of [Fails, Rejects])
  test(`a protocol whose drain fails ends at once, and that is told for each: ${Server.name}`, async () => {
    const [seconds, failures] = await end(
      (server) => new StreamServerEndpointService(at(server), Server),
    );
    assert.ok(seconds <= 0.1, `${seconds} s`);
    assert.deepEqual(new Set(failures), new Set(["a drain that fails"]));
    assert.ok(failures.length >= 3, String(failures.length));
  });

test("the same over TLS, with peers that never begin their handshake", async () => {
  const tls = new CertificateOptions(testCertificates.server);
  const [seconds, failures] = await end(
    (server) =>
      new StreamServerEndpointService(new SSLServerEndpoint(server, 80, { tls }), Answers),
    true,
  );
  assert.ok(seconds <= GRACE + LITTLE, `${seconds} s`);
  assert.deepEqual(failures, []);
});

test("… behind a proxy whose header never comes, and for those who forward", async () => {
  for (const make of [
    (server: Host) => new StreamServerEndpointService(proxyEndpoint(at(server), server), Answers),
    (server: Host) =>
      new StreamServerEndpointService(
        at(server),
        new ProxyFactory(new TCPClientEndpoint(server, "backend", 90)),
      ),
    (server: Host) =>
      new StreamServerEndpointService(
        at(server),
        new SOCKSServerFactory({
          clock: server,
          connect: (host, port) => new TCPClientEndpoint(server, host, port),
        }),
      ),
  ]) {
    const [seconds, failures] = await end(make);
    assert.ok(seconds <= GRACE + LITTLE, `${seconds} s`);
    assert.deepEqual(failures, []);
  }
});
