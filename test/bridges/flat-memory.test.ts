/**
 * A long transfer from a fast producer, through a proxy in the middle, to a slow reader: the middle's memory is flat.
 *
 * On simulated time, at a mebibyte a second. 128 MiB by default; with `TRANSFER_MIB=1024`, a gibibyte.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { connectProtocol, TCPClientEndpoint, TCPServerEndpoint } from "torsion/endpoints";
import {
  CertificateOptions,
  type IAddress,
  type IReactorTCP,
  ITLSTransport,
  optionsForClientTLS,
  type TLSOptions,
} from "torsion/net";
import { MemoryNetwork } from "torsion/platform/memory";
import { nodeTLS } from "torsion/platform/node";
import {
  FileSender,
  factoryFrom,
  Protocol,
  type ProxyClient,
  ProxyClientFactory,
  ProxyFactory,
  ProxyServer,
} from "torsion/protocols";
import { reactorOn } from "torsion/reactor/core";
import { testCertificates } from "torsion/testing";

const MIB = 1_048_576;
const BYTES_PER_SECOND = MIB;
const { TRANSFER_MIB = "128" } = process.env;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** What is held when all that is garbage has been given back, which takes another thread a moment. */
async function memoryInUse(): Promise<NodeJS.MemoryUsage> {
  for (let i = 0; i < 3; i++) {
    collectGarbage();
    await new Promise((done) => setTimeout(done, 2));
  }
  return process.memoryUsage();
}

/** Sends `total` bytes, and closes. */
class Producer extends Protocol {
  readonly #total: number;
  constructor(total: number) {
    super();
    this.#total = total;
  }
  override connectionMade(): void {
    new FileSender().beginFileTransfer(this.#file(), this.transport).addCallback(() => {
      this.transport.loseConnection();
    });
  }
  *#file(): Generator<Uint8Array> {
    const piece = new Uint8Array(65_536);
    for (let made = 0; made < this.#total; made += piece.length) yield piece;
  }
}

/** Counts what it forwards. */
class CountingServer extends ProxyServer {
  forwarded = 0;
  override dataReceived(data: Uint8Array): void {
    this.forwarded += data.length;
    super.dataReceived(data);
  }
}

/** Reads what it is allowed to, and little more. */
class SlowReader extends Protocol {
  received = 0;
  finished = false;
  #allowed = 0;
  override connectionMade(): void {
    this.transport.pauseProducing();
  }
  allow(count: number): void {
    this.#allowed = Math.min(this.#allowed, 0) + count;
    if (this.#allowed > 0) this.transport.resumeProducing();
  }
  override dataReceived(data: Uint8Array): void {
    this.received += data.length;
    this.#allowed -= data.length;
    if (this.#allowed <= 0) this.transport.pauseProducing();
  }
  override connectionLost(): void {
    this.finished = true;
  }
}

/** Over TLS from the first byte, where there are `options`. */
function over<P extends Protocol>(options: TLSOptions | null, protocol: P): P {
  if (options === null) return protocol;
  const made = protocol.connectionMade.bind(protocol);
  protocol.connectionMade = () => {
    ITLSTransport(protocol.transport).startTLS(options);
    made();
  };
  return protocol;
}

/** A producer, a middle and a reader on a network of three hosts. */
function start(total: number, secure: boolean) {
  const network = new MemoryNetwork({ latency: 0.001 });
  const tls = nodeTLS();
  const reactor = (name: string): IReactorTCP => reactorOn({ ...network.host(name), tls });
  const [producers, middles, readers] = [reactor("producer"), reactor("middle"), reactor("reader")];
  const serverTLS = secure ? new CertificateOptions(testCertificates.server) : null;
  const trust = { trustRoot: testCertificates.authority };
  const clientTLS = secure ? optionsForClientTLS("localhost", trust) : null;

  const reader = over(serverTLS, new SlowReader());
  new TCPServerEndpoint(readers, 2).listen(factoryFrom(() => reader));

  const to = new TCPClientEndpoint(middles, "reader", 2);
  const middle = over(serverTLS, new CountingServer(to));
  middle.clientProtocolFactory = class extends ProxyClientFactory {
    override buildProtocol(peer: IAddress): ProxyClient {
      return over(clientTLS, super.buildProtocol(peer)!);
    }
  };
  class Middle extends ProxyFactory {
    override buildProtocol(): ProxyServer {
      return middle;
    }
  }
  new TCPServerEndpoint(middles, 1).listen(new Middle(to));

  const at = new TCPClientEndpoint(producers, "middle", 1);
  connectProtocol(at, over(clientTLS, new Producer(total)));

  /** The engine of TLS works in the host's own loop, a piece each time. */
  const pass = async (seconds: number): Promise<void> => {
    const steps = secure ? 40 : 1;
    for (let i = 0; i < steps; i++) {
      network.advance(seconds / steps);
      await new Promise((done) => setImmediate(done));
    }
  };
  return { network, reader, middle, pass };
}

async function transfer(total: number, secure: boolean) {
  const { network, reader, middle, pass } = start(total, secure);
  await pass(1);
  const expected = Math.ceil(total / BYTES_PER_SECOND);
  const began = network.now();
  let mostBetween = 0;
  const memory: NodeJS.MemoryUsage[] = [];
  for (let second = 0; !reader.finished; second++) {
    assert.ok(second < expected + 10, `${reader.received} bytes in ${second} s`);
    reader.allow(BYTES_PER_SECOND);
    await pass(1);
    mostBetween = Math.max(mostBetween, middle.forwarded - reader.received);
    const share = Math.ceil(expected / 16);
    if (second % share === share >> 1) memory.push(await memoryInUse());
  }
  return { received: reader.received, seconds: network.now() - began, mostBetween, memory };
}

const spread = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);

for (const [name, secure, mebibytes] of [
  ["plain", false, Number(TRANSFER_MIB)],
  ["TLS on both sides", true, 64],
] as const)
  test(`X6, F14: ${mebibytes} MiB at 1 MiB/s through a proxy: its memory is flat (${name})`, async (t) => {
    const total = mebibytes * MIB;
    const { received, seconds, mostBetween, memory } = await transfer(total, secure);
    const held = memory.map(({ arrayBuffers }) => arrayBuffers);
    const resident = memory.map(({ rss }) => rss);
    t.diagnostic(
      `${mostBetween} bytes between; buffers ${held.map((size) => (size / MIB).toFixed(1)).join(" ")}; ` +
        `rss ${resident.map((size) => Math.round(size / MIB)).join(" ")} MiB`,
    );
    assert.equal(received, total);
    assert.ok(seconds >= mebibytes - 5, `${seconds} s`);
    // A mebibyte in the host of each of the two, and 64 KiB in the middle's queue; not what the reader lags behind.
    assert.ok(mostBetween < 4 * MIB, `${mostBetween} bytes between the middle and the reader`);
    assert.ok(memory.length >= 10);
    assert.ok(spread(held) < 6 * MIB, "buffers grow");
    // The first samples are those of a process that warms up.
    assert.ok(spread(resident.slice(4)) < 48 * MIB, "the process grows");
  });
