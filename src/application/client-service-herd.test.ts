/** A hundred clients whose server is gone for a while: they do not all come back in one moment. */
import assert from "node:assert/strict";
import test from "node:test";
import { clientFromString, serverFromString } from "../endpoints/index.ts";
import type { IProtocol, IProtocolFactory, IStreamClientEndpoint } from "../net/index.ts";
import { MemoryNetwork, type MemoryPlatform } from "../platform/memory/index.ts";
import { Protocol } from "../protocols/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { backoffPolicy } from "../task/index.ts";
import { ClientService, type ClientServiceOptions } from "./client-service.ts";

const CLIENTS = 100;
/** How long the server is away, in seconds. */
const AWAY = 300;

/** When each client has tried to connect, from when the server went away; and whether all are back in the end. */
function herd(seed: number, options: Partial<ClientServiceOptions<Protocol>> = {}) {
  const network = new MemoryNetwork({ seed });
  const accepted: Protocol[] = [];
  network.host("server");
  network.boot("server", (platform: MemoryPlatform) => {
    accepted.length = 0;
    serverFromString(reactorOn(platform), "tcp:7").listen({
      buildProtocol: () => {
        const protocol = new Protocol();
        accepted.push(protocol);
        return protocol;
      },
      doStart() {},
      doStop() {},
    });
  });
  let gone = Number.POSITIVE_INFINITY;
  const attempts: number[][] = [];
  const noted = (endpoint: IStreamClientEndpoint, times: number[]): IStreamClientEndpoint => ({
    connect: <P extends IProtocol>(factory: IProtocolFactory<P>) => {
      if (network.now() > gone) times.push(network.now() - gone);
      return endpoint.connect(factory);
    },
  });
  for (let index = 0; index < CLIENTS; index++) {
    const reactor = reactorOn(network.host(`client-${index}`));
    const times: number[] = [];
    attempts.push(times);
    const endpoint = noted(clientFromString(reactor, "tcp:server:7"), times);
    new ClientService(endpoint, Protocol, { clock: reactor, ...options }).startService();
  }
  network.advance(60);
  const connected = accepted.length;
  gone = network.now();
  network.kill("server");
  network.advance(AWAY);
  network.restart("server");
  network.advance(120);
  return { attempts, connected, back: accepted.length };
}

/** The most of them that fall into so many seconds. */
function crowd(times: readonly number[], seconds: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  let [most, from] = [0, 0];
  for (const [index, time] of sorted.entries()) {
    while (sorted[from]! < time - seconds) from += 1;
    most = Math.max(most, index - from + 1);
  }
  return most;
}

test("E10: a hundred clients that lose their server at once come back one by one", () => {
  for (const seed of [1, 2, 3]) {
    const { attempts, connected, back } = herd(seed);
    assert.deepEqual([connected, back], [CLIENTS, CLIENTS]);
    // A hundred in one second, of which a hundredth has one on average.
    assert.ok(crowd(attempts.flat(), 0.01) <= 10, `${crowd(attempts.flat(), 0.01)} at once`);
    // No two keep step: from one attempt to the next, their distance is another one.
    for (const [index, times] of attempts.entries()) {
      const other = attempts[(index + 1) % CLIENTS]!;
      const distances = times.slice(0, 5).map((time, attempt) => time - other[attempt]!);
      assert.equal(new Set(distances).size, distances.length);
    }
  }
});

test("without jitter they would all come at once", () => {
  const { attempts } = herd(1, { retryPolicy: backoffPolicy() });
  assert.equal(crowd(attempts.flat(), 0.01), CLIENTS);
});
