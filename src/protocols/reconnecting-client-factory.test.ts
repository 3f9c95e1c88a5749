import assert from "node:assert/strict";
import { test } from "node:test";
import { capturedLogs, formatEvent } from "../logger/index.ts";
import type { IConnector } from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { Clock } from "../time/index.ts";
import { Factory } from "./factory.ts";
import { Protocol } from "./protocol.ts";
import { ReconnectingClientFactory } from "./reconnecting-client-factory.ts";

class Recorder extends ReconnectingClientFactory<Protocol> {
  override noisy = false;
  override protocol = Protocol;
  readonly attempts: number[] = [];
  readonly #seconds: () => number;
  constructor(reactor: ReturnType<typeof world>["client"]) {
    super(reactor);
    this.#seconds = () => reactor.seconds();
  }
  override startedConnecting(connector: IConnector): void {
    super.startedConnecting(connector);
    this.attempts.push(Math.round(this.#seconds() * 1000) / 1000);
  }
}

function world() {
  const network = new MemoryNetwork({ latency: 0 });
  const client = reactorOn(network.host("client"));
  const server = reactorOn(network.host("server"));
  return { network, client, server };
}

test("E11: delays grow by the factor, up to the longest, and only resetDelay makes them short again", () => {
  const { network, client } = world();
  const factory = new Recorder(client);
  factory.jitter = 0;
  factory.factor = 2;
  factory.maxDelay = 10;
  client.connectTCP("server", 80, factory);
  network.advance(40);
  assert.deepEqual(factory.attempts, [0, 2, 6, 14, 24, 34]);
  factory.stopTrying();
  network.advance(100);
  assert.equal(factory.attempts.length, 6);
  assert.equal(client.getDelayedCalls().length, 0);
  factory.resetDelay();
  factory.retry();
  network.advance(2);
  assert.equal(factory.attempts.at(-1), 142);
});

test("E11: jitter comes from the clock's chance: the same seed gives the same delays", () => {
  const attempts = (seed: number): number[] => {
    const network = new MemoryNetwork({ latency: 0, seed });
    const client = reactorOn(network.host("client"));
    network.host("server");
    const factory = new Recorder(client);
    client.connectTCP("server", 80, factory);
    network.advance(1000);
    return factory.attempts;
  };
  assert.deepEqual(attempts(3), attempts(3));
  assert.notDeepEqual(attempts(3), attempts(4));
});

test("it gives up after maxRetries, and stopTrying gives an attempt up", () => {
  const { network, client } = world();
  const factory = new Recorder(client);
  factory.maxRetries = 2;
  client.connectTCP("server", 80, factory);
  network.advance(10_000);
  assert.equal(factory.attempts.length, 3);
  const other = new Recorder(client);
  network.partition("client", "server");
  const connector = client.connectTCP("server", 80, other);
  network.advance(1);
  assert.equal(connector.state, "connecting");
  other.stopTrying();
  network.advance(1000);
  assert.deepEqual([connector.state, other.attempts.length], ["disconnected", 1]);
});

test("it comes back when the connection is lost", () => {
  const { network, client, server } = world();
  const built: Protocol[] = [];
  class Server extends Factory<Protocol> {
    override buildProtocol(): Protocol {
      const protocol = new Protocol();
      built.push(protocol);
      return protocol;
    }
  }
  server.listenTCP(80, new Server());
  const factory = new Recorder(client);
  client.connectTCP("server", 80, factory);
  network.advance(1);
  built[0]?.transport.abortConnection();
  network.advance(10);
  assert.equal(built.length, 2);
});

test("retry before there was anything to connect is an error", () => {
  assert.throws(() => new ReconnectingClientFactory(world().client).retry(), TypeError);
});

test("E11: resetDelay leaves a retry that waits alone, and stopTrying still cancels it", () => {
  const { network, client } = world();
  const factory = new Recorder(client);
  factory.jitter = 0;
  client.connectTCP("server", 80, factory);
  network.advance(1);
  factory.resetDelay();
  assert.deepEqual([factory.delay, factory.retries], [1, 0]);
  network.advance(4);
  assert.equal(factory.attempts.length, 2);
  factory.resetDelay();
  factory.stopTrying();
  network.advance(1000);
  assert.equal(factory.attempts.length, 2);
});

test("E11: a subclass may set initialDelay; chance cannot make the delay nothing for ever", () => {
  const clock = new Clock();
  const draws = [...new Array<number>(12).fill(0), ...new Array<number>(12).fill(0.75)];
  class Wild extends ReconnectingClientFactory {
    override noisy = false;
    override initialDelay = 5;
    override factor = 2;
    override jitter = 1;
  }
  const factory = new Wild({
    callLater: clock.callLater.bind(clock),
    random: () => draws.shift() ?? 0,
  });
  assert.equal(factory.delay, 5);
  const connector = { connect() {} } as unknown as IConnector;
  const waits = (): number[] => clock.getDelayedCalls().map((call) => call.getTime());
  factory.retry(connector);
  assert.deepEqual([waits(), factory.delay], [[0], 10]);
  factory.retry(connector);
  const [second] = waits();
  assert.equal(second, 20 * (1 + 3));
});

test("it says in the log when it will retry and when it gives up, unless it is not noisy", () => {
  const clock = new Clock();
  const factory = new ReconnectingClientFactory({
    callLater: clock.callLater.bind(clock),
    random: () => 0.5,
  });
  factory.maxRetries = 1;
  factory.factor = 2;
  const connector = { connect() {} } as unknown as IConnector;
  const retryTwice = (): string[] =>
    capturedLogs(() => {
      factory.retry(connector);
      factory.retry(connector);
    }).map((event) => formatEvent(event));
  assert.deepEqual(retryTwice(), [
    "ReconnectingClientFactory will connect again in 2 seconds",
    "ReconnectingClientFactory gives up after 1 retries",
  ]);
  factory.resetDelay();
  factory.noisy = false;
  assert.deepEqual(retryTwice(), []);
});
