/** Two minutes of a client and a server that meet with every fault there is, run again and again. */
import assert from "node:assert/strict";
import test from "node:test";
import type { Failure } from "../deferred/index.ts";
import { clientFromString, serverFromString } from "../endpoints/index.ts";
import type { IDelayedCall, IReactorTime } from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { Protocol } from "../protocols/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { ClientService } from "./client-service.ts";
import { StreamServerEndpointService } from "./stream-server-endpoint-service.ts";

type Log = (event: string) => void;
const PING = new Uint8Array([1]);

class Echo extends Protocol {
  override dataReceived(data: Uint8Array): void {
    this.transport.write(data);
  }
}

/** Pings every second; a peer that does not answer for three is taken for dead. */
class Pinger extends Protocol {
  readonly #clock: IReactorTime;
  readonly #log: Log;
  #next: IDelayedCall | null = null;
  #silence: IDelayedCall | null = null;

  constructor(clock: IReactorTime, log: Log) {
    super();
    this.#clock = clock;
    this.#log = log;
  }

  override connectionMade(): void {
    this.#log("made");
    this.#silence = this.#clock.callLater(3, () => {
      this.transport.abortConnection();
    });
    this.#ping();
  }

  override dataReceived(data: Uint8Array): void {
    this.#log(`pong ${data.length}`);
    this.#silence?.reset(3);
  }

  override connectionLost(reason: Failure): void {
    this.#log(`lost ${reason.value.name}`);
    for (const call of [this.#next, this.#silence]) if (call?.active) call.cancel();
  }

  #ping(): void {
    this.transport.write(PING);
    this.#next = this.#clock.callLater(1, () => this.#ping());
  }
}

function twoMinutes(seed: number): { log: string[]; connected: boolean; left: number } {
  const network = new MemoryNetwork({ seed, latency: 0.02, jitter: 0.03 });
  const log: string[] = [];
  const note: Log = (event) => log.push(`${network.now()} ${event}`);
  const serve = (platform: ReturnType<MemoryNetwork["host"]>): StreamServerEndpointService => {
    const service = new StreamServerEndpointService(
      serverFromString(reactorOn(platform), "tcp:7"),
      Echo,
    );
    service.startService();
    return service;
  };
  const reactor = reactorOn(network.host("client"));
  const client = new ClientService(
    clientFromString(reactor, "tcp:server:7:timeout=4"),
    () => new Pinger(reactor, note),
    { clock: reactor },
  );
  const fault = (seconds: number, event: string, happen: () => void): void => {
    network.advance(seconds);
    note(event);
    happen();
  };
  serve(network.host("server"));
  client.startService();
  fault(10, "crash", () => network.crash("server"));
  let server: StreamServerEndpointService | undefined;
  fault(10, "restart", () => {
    server = serve(network.restart("server"));
  });
  fault(20, "partition", () => network.partition("client", "server"));
  fault(20, "heal", () => network.heal());
  fault(20, "refuse", () => {
    network.refuse("server");
    network.crash("server");
    server = serve(network.restart("server"));
  });
  fault(10, "accept", () => network.refuse("server", false));
  network.advance(30);
  const connected = client.whenConnected();
  note("stop");
  const stopped = client.stopService();
  server?.stopService();
  network.advance(1);
  assert.ok(stopped.called);
  return {
    log,
    connected: connected.result instanceof Pinger,
    left: network.connections("client"),
  };
}

test("two simulated minutes without an await: after each fault the client finds its server again", () => {
  const { log, connected, left } = twoMinutes(1);
  const events = log.map((line) => line.slice(line.indexOf(" ") + 1));
  assert.deepEqual(
    events.filter((event) => !event.startsWith("pong")),
    [
      ...["made", "crash", "lost ConnectionAborted", "restart"],
      ...["made", "partition", "lost ConnectionAborted", "heal"],
      ...["made", "refuse", "lost ConnectionLost", "accept"],
      ...["made", "stop", "lost ConnectionDone"],
    ],
  );
  assert.ok(connected);
  assert.equal(left, 0);
});

test("the same seed gives the same events at the same times, 1,000 of 1,000; another seed, others", () => {
  const first = twoMinutes(7).log.join("\n");
  let same = 0;
  for (let run = 0; run < 1000; run++) if (twoMinutes(7).log.join("\n") === first) same += 1;
  assert.equal(same, 1000);
  assert.notEqual(twoMinutes(8).log.join("\n"), first);
});
