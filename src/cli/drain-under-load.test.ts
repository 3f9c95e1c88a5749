/**
 * A program of three services that need each other is told to end: at every event of its start, on a simulated network, and at
 * many moments of many loads. It stops in order, and what it has accepted is answered. `DRAIN_SEEDS=1000` for more of them.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { MultiService, Service, StreamServerEndpointService } from "../application/index.ts";
import type { Deferred } from "../deferred/index.ts";
import { TCPClientEndpoint, TCPServerEndpoint } from "../endpoints/index.ts";
import { capturedLogs, formatEvent } from "../logger/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { LineReceiver } from "../protocols/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { deferLater } from "../task/index.ts";
import { DRAIN } from "./drain.ts";
import { runService } from "./run-service.ts";

const SEEDS = Number(process.env.DRAIN_SEEDS ?? 60);

function world(seed: number) {
  const network = new MemoryNetwork({ seed, latency: { from: 0.001, to: 0.02 }, loss: 0.01 });
  const reactor = reactorOn(network.host("server"));
  const calls: string[] = [];
  const accepted: string[] = [];
  const answered = new Set<string>();

  class Part extends Service {
    readonly #label: string;
    #open = false;
    constructor(label: string) {
      super();
      this.#label = label;
    }
    override startService(): Deferred<void> {
      super.startService();
      calls.push(`${this.#label} starts`);
      return deferLater(reactor, 0.05, () => {
        this.#open = true;
      });
    }
    override stopService(): Deferred<void> {
      super.stopService();
      calls.push(`${this.#label} stops`);
      this.#open = false;
      return deferLater(reactor, 0.05, () => void calls.push(`${this.#label} stopped`));
    }
    ask(): Deferred<void> {
      return deferLater(reactor, 0.2 * reactor.random(), () => {
        if (!this.#open) throw new Error(`${this.#label} was asked too late`);
      });
    }
  }
  const [store, index] = [new Part("store"), new Part("index")];

  class Server extends LineReceiver {
    override lineReceived(line: Uint8Array): Deferred<void> {
      const id = new TextDecoder().decode(line);
      accepted.push(id);
      return store
        .ask()
        .addCallback(() => index.ask())
        .addCallback(() => this.sendLine(`${id} ${"x".repeat(2000)}`));
    }
  }

  class Client extends LineReceiver {
    override maxLength = 100_000;
    readonly #name: string;
    readonly #atOnce: number;
    #asked = 0;
    #heard = 0;
    constructor(i: number) {
      super();
      this.#name = `c${i}`;
      this.#atOnce = i % 2 === 0 ? 1 : 5;
    }
    override connectionMade(): void {
      for (let n = 0; n < this.#atOnce; n++) this.sendLine(`${this.#name}.${this.#asked++}`);
    }
    override lineReceived(line: Uint8Array): void {
      answered.add(new TextDecoder().decode(line).split(" ")[0]!);
      if (++this.#heard % this.#atOnce === 0) this.connectionMade();
    }
  }

  const tree = new MultiService({ oneByOne: true });
  // Not open before it starts: whoever is let in is to be answered.
  class Web extends StreamServerEndpointService {
    override privilegedStartService(): Deferred<void> {
      return deferLater(reactor, 0);
    }
    override startService(): Deferred<void> {
      calls.push("web starts");
      return super.startService();
    }
    override stopService(): Deferred<void> {
      calls.push("web stops");
      return super.stopService().addCallback(() => void calls.push("web stopped"));
    }
  }
  const web = new Web(new TCPServerEndpoint(reactor, 80), Server);
  for (const service of [store, index, web]) service.setServiceParent(tree);
  const complaints: unknown[] = [];
  const hooks = DRAIN.join({
    ...{ reactor, service: tree, terminal: {} as never, facts: new Map() },
    options: { grace: 30 },
  });
  const status = runService(reactor, tree, {
    complain: (error) => complaints.push(error),
    hooks: hooks ? [hooks] : [],
  });
  const connect = (count: number, seconds = 0): void => {
    const client = reactorOn(network.host("client"));
    client.callLater(seconds, () => {
      for (let i = 0; i < count; i++)
        new TCPClientEndpoint(client, "server", 80)
          .connect(() => new Client(i))
          .addErrback(() => {});
    });
  };
  const checkEnd = (): void => {
    assert.deepEqual([status.result, complaints], [0, []]);
    const unanswered = accepted.filter((id) => !answered.has(id));
    assert.deepEqual(unanswered, [], `unanswered, of ${accepted.length}`);
    const parts = ["store", "index", "web"];
    for (const [at, part] of parts.entries()) {
      const stops = calls.indexOf(`${part} stops`);
      if (calls.includes(`${part} starts`)) assert.ok(stops >= 0, `${part}: ${calls}`);
      if (stops < 0) continue;
      for (const later of parts.slice(at + 1))
        assert.ok(calls.lastIndexOf(`${later} stopped`) < stops, `${later}, ${part}: ${calls}`);
    }
  };
  return { network, reactor, connect, accepted, calls, checkEnd };
}

function failuresIn(run: () => void): string[] {
  return capturedLogs(run)
    .filter((event) => event.log_failure !== undefined)
    .map((event) => `${formatEvent(event)}: ${event.log_failure?.value}`);
}

test("SIGTERM at every event of the start and of the first requests: it stops in order, and answers", () => {
  let accepted = 0;
  for (let at = 0; at < 150; at++) {
    const it = world(7);
    it.connect(4, 0.11);
    const failures = failuresIn(() => {
      for (let n = 0; n < at; n++) it.network.step(1);
      it.network.signal("server", "SIGTERM");
      it.network.advance(60);
    });
    assert.deepEqual(failures, [], `at event ${at}`);
    it.checkEnd();
    accepted += it.accepted.length;
  }
  assert.ok(accepted > 150, String(accepted));
});

test(`SIGTERM under ${SEEDS} loads: what was accepted is answered, and only then anything is stopped`, () => {
  let accepted = 0;
  for (let seed = 0; seed < SEEDS; seed++) {
    const it = world(seed);
    const failures = failuresIn(() => {
      it.network.advance(0.2);
      it.connect(12);
      it.network.advance(0.1 + it.network.draw("when it ends") * 3);
      it.network.signal("server", "SIGTERM");
      it.network.advance(60);
    });
    assert.deepEqual(failures, [], `seed ${seed}`);
    it.checkEnd();
    accepted += it.accepted.length;
  }
  assert.ok(accepted > SEEDS * 20, String(accepted));
});
