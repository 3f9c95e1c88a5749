/**
 * What `describe()` counts is what protocols saw: over every kind of stream, however the bytes are cut, whoever pauses.
 *
 * Protocols tell their own counts as figures, so that each description, at any moment, is compared with itself.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { implementer } from "torsion/components";
import { clientFromString, quoteStringArgument, serverFromString } from "torsion/endpoints";
import { type Figures, IFigures, IHostAddress, type IStreamTransport } from "torsion/net";
import { MemoryNetwork } from "torsion/platform/memory";
import { node } from "torsion/platform/node";
import { DatagramProtocol, Factory, Protocol } from "torsion/protocols";
import { reactorOn } from "torsion/reactor/core";
import { testCertificates } from "torsion/testing";
import "torsion/websocket";

type Inspected = Pick<ReturnType<typeof reactorOn>, "describe">;
/** Numbers below `limit`, the same in each run. */
type Chance = (limit: number) => number;
const TOTAL = 300_000;

function chanceOf(seed: number): Chance {
  let state = seed + 1;
  return (limit) => {
    state = (state * 48_271) % 0x7fffffff;
    return state % limit;
  };
}

class Counting extends Protocol implements IFigures {
  static {
    implementer(IFigures)(this);
  }
  declare transport: IStreamTransport;
  seen = 0;
  written = 0;
  readonly #reactor: Inspected;
  readonly #chance: Chance;
  constructor(reactor: Inspected, chance: Chance) {
    super();
    this.#reactor = reactor;
    this.#chance = chance;
  }
  figures(): Figures {
    return { seen: this.seen, written: this.written };
  }
  send(bytes: number): void {
    this.written += bytes;
    this.transport.write(new Uint8Array(bytes));
  }
  override dataReceived(data: Uint8Array): void {
    this.seen += data.length;
    if (this.#chance(4) === 0) this.transport.pauseProducing();
    if (this.#chance(3) === 0) assert.ok(compared(this.#reactor) > 0);
  }
}

/** How many connections of ours there are; each has counted what its protocol has. */
function compared(reactor: Inspected): number {
  const ours = reactor.describe().connections.filter(({ protocol }) => protocol === "Counting");
  for (const { peer, bytesIn, bytesOut, bufferedBytes, figures } of ours)
    assert.deepEqual(
      [bytesIn, bytesOut + bufferedBytes],
      [figures?.seen, figures?.written],
      `of ${peer}`,
    );
  return ours.length;
}

interface Places {
  readonly server: ReturnType<typeof reactorOn>;
  readonly client: ReturnType<typeof reactorOn>;
  readonly at: string;
  to(port: number): string;
  pass(): Promise<void> | void;
}

async function converse({ server, client, at, to, pass }: Places, seed: number): Promise<void> {
  const chance = chanceOf(seed);
  const all: Counting[] = [];
  const factoryFor = (reactor: Inspected): Factory<Counting> => {
    const factory = new Factory<Counting>();
    factory.buildProtocol = () => {
      const made = new Counting(reactor, chance);
      all.push(made);
      return made;
    };
    return factory;
  };
  const until = async (done: () => boolean): Promise<void> => {
    for (let n = 0; n < 100_000 && !done(); n++) await pass();
    assert.ok(done());
  };
  const opening = serverFromString(server, at).listen(factoryFor(server));
  await until(() => opening.called);
  const port = await opening;
  const endpoint = clientFromString(client, to(IHostAddress(port.getHost(), null)?.port ?? 0));
  const connecting = [1, 2, 3].map(() => endpoint.connect(factoryFor(client)));
  await until(() => connecting.every(({ called }) => called) && all.length === 6);
  while (all.some(({ written }) => written < TOTAL)) {
    for (const each of all) {
      if (each.written < TOTAL) each.send(Math.min(TOTAL - each.written, chance(20_000)));
      each.transport.resumeProducing();
    }
    compared(server);
    await pass();
  }
  await until(() => {
    for (const { transport } of all) transport.resumeProducing();
    return all.every(({ seen }) => seen === TOTAL);
  });
  await until(() => server.describe().connections.every((each) => each.bufferedBytes === 0));
  for (const reactor of new Set([server, client]))
    for (const { protocol, bytesIn, bytesOut } of reactor.describe().connections)
      if (protocol === "Counting") assert.deepEqual([bytesIn, bytesOut], [TOTAL, TOTAL]);
  for (const { transport } of all) transport.abortConnection();
  const closing = port.stopListening();
  await until(() => closing.called && server.describe().counts.connections === 0);
  await until(() => client.describe().counts.connections === 0);
}

test("on a simulated network that loses and delays", async () => {
  for (let seed = 0; seed < 5; seed++) {
    const network = new MemoryNetwork({
      seed,
      latency: 0.01,
      jitter: 0.02,
      loss: 0.03,
      rechunk: 0.5,
    });
    const [server, client] = [reactorOn(network.host("a")), reactorOn(network.host("b"))];
    const to = (): string => "tcp:a:7:timeout=600";
    const pass = (): void => network.advance(0.05);
    await converse({ server, client, at: "tcp:7", to, pass }, seed);
  }
});

const folder = mkdtempSync(join(tmpdir(), "torsion-counters-"));
after(() => rmSync(folder, { recursive: true }));

test("on real sockets: TCP, TLS, UNIX, WebSocket", async () => {
  const file = (name: string, content: string | Uint8Array): string => {
    writeFileSync(join(folder, name), content);
    return quoteStringArgument(join(folder, name));
  };
  const key = file("key.pem", testCertificates.server.privateKey);
  const certificate = file("certificate.pem", testCertificates.server.certificate);
  const roots = file("roots.pem", testCertificates.authority);
  const local = "interface=127.0.0.1";
  const path = quoteStringArgument(join(folder, "x.sock"));
  const reactor = reactorOn(node());
  const pass = async (): Promise<void> => void (await turn());
  for (const [at, to] of [
    [`tcp:0:${local}`, (port: number) => `tcp:127.0.0.1:${port}`],
    [
      `tls:0:${local}:privateKey=${key}:certKey=${certificate}`,
      (port: number) => `tls:127.0.0.1:${port}:hostname=localhost:trustRoots=${roots}`,
    ],
    [`unix:${path}`, () => `unix:${path}`],
    [`ws:0:${local}`, (port: number) => `ws:127.0.0.1:${port}`],
  ] as const)
    await converse({ server: reactor, client: reactor, at, to, pass }, 1);
});

test("datagrams, of whatever size, some of which get lost", () => {
  const network = new MemoryNetwork({ seed: 3, loss: 0.2 });
  class Received extends DatagramProtocol {
    count = 0;
    bytes = 0;
    override datagramReceived(data: Uint8Array): void {
      this.count += 1;
      this.bytes += data.length;
    }
  }
  const [a, b] = [reactorOn(network.host("a")), reactorOn(network.host("b"))];
  const [from, to] = [new Received(), new Received()];
  a.listenUDP(1, from);
  b.listenUDP(2, to);
  network.advance(1);
  let sent = 0;
  const chance = chanceOf(3);
  for (let n = 0; n < 200; n++) {
    const size = chance(1000);
    sent += size;
    from.transport.write(new Uint8Array(size), { host: "b", port: 2 });
    network.advance(0.01);
  }
  network.advance(10);
  const [port] = a.describe().udpPorts;
  assert.deepEqual([port?.datagramsOut, port?.bytesOut], [200, sent]);
  const [other] = b.describe().udpPorts;
  assert.deepEqual([other?.datagramsIn, other?.bytesIn], [to.count, to.bytes]);
  assert.ok(to.count > 100 && to.count < 200);
});
