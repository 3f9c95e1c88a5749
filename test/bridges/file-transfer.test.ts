/** `FileSender` on real transports: a source that takes its time, and consumers that take theirs. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import type { Deferred } from "torsion/deferred";
import { connectProtocol, TCPClientEndpoint, TCPServerEndpoint } from "torsion/endpoints";
import {
  CertificateOptions,
  IHostAddress,
  ITLSTransport,
  optionsForClientTLS,
  type TLSOptions,
} from "torsion/net";
import { MemoryNetwork } from "torsion/platform/memory";
import { node, nodeTLS } from "torsion/platform/node";
import { type ByteSource, FileSender, factoryFrom, Protocol } from "torsion/protocols";
import { reactorOn } from "torsion/reactor/core";
import { testCertificates } from "torsion/testing";

/** More than the hosts of both sides take on loopback when nobody reads. */
const PIECES = 400;
const PIECE = 50_000;

/** A piece of other bytes each time, now and then at once. */
async function* slowSource(made: { pieces: number }) {
  for (let i = 0; i < PIECES; i++) {
    if (i % 3 === 0) await new Promise((done) => setImmediate(done));
    made.pieces += 1;
    yield new Uint8Array(PIECE).fill(i % 100);
  }
}

class Sender extends Protocol {
  sent: Deferred<Uint8Array> | null = null;
  result: string | undefined;
  readonly #source: ByteSource;
  readonly #tls: TLSOptions | null;
  constructor(source: ByteSource, tls: TLSOptions | null) {
    super();
    this.#source = source;
    this.#tls = tls;
  }
  override connectionMade(): void {
    if (this.#tls !== null) ITLSTransport(this.transport).startTLS(this.#tls);
    this.sent = new FileSender().beginFileTransfer(this.#source, this.transport);
    this.sent.addCallbacks(
      (last) => {
        this.result = `last ${last[0]}`;
        this.transport.loseConnection();
      },
      ({ value }) => {
        this.result = value.name;
      },
    );
  }
}

class Receiver extends Protocol {
  count = 0;
  sum = 0;
  over = false;
  readonly #tls: TLSOptions | null;
  constructor(tls: TLSOptions | null) {
    super();
    this.#tls = tls;
  }
  override connectionMade(): void {
    if (this.#tls !== null) ITLSTransport(this.transport).startTLS(this.#tls);
  }
  override dataReceived(data: Uint8Array): void {
    this.count += data.length;
    for (const byte of data) this.sum += byte;
  }
  override connectionLost(): void {
    this.over = true;
  }
}

async function scene(on: "memory" | "node", secure: boolean) {
  const network = new MemoryNetwork({ latency: 0.001 });
  const tls = nodeTLS();
  const real = reactorOn(node());
  const host = (name: string) => reactorOn({ ...network.host(name), tls });
  const [server, client] = on === "node" ? [real, real] : [host("server"), host("client")];
  const name = on === "node" ? "127.0.0.1" : "server";
  const serverTLS = secure ? new CertificateOptions(testCertificates.server) : null;
  const trust = { trustRoot: testCertificates.authority };
  const clientTLS = secure ? optionsForClientTLS("localhost", trust) : null;
  const made = { pieces: 0 };
  const receiver = new Receiver(serverTLS);
  const sender = new Sender(slowSource(made), clientTLS);
  const port = await new TCPServerEndpoint(server, 0, { interface: name }).listen(
    factoryFrom(() => receiver),
  );
  const { port: number } = IHostAddress(port.getHost());
  connectProtocol(new TCPClientEndpoint(client, name, number), sender);
  const until = async (what: string, holds: () => boolean): Promise<void> => {
    for (let i = 0; !holds(); i++) {
      assert.ok(i < 5000, `waited in vain until ${what}`);
      network.advance(0.005);
      if (on === "node") await wait(1);
      else await new Promise((done) => setImmediate(done));
    }
  };
  return { made, sender, receiver, until, end: () => port.stopListening() };
}

for (const on of ["memory", "node"] as const)
  for (const secure of [false, true]) {
    const name = `${on}${secure ? ", TLS" : ""}`;

    test(`F9: all of an asynchronous source arrives, and its last byte is the result (${name})`, async () => {
      const { made, sender, receiver, until, end } = await scene(on, secure);
      await until("it is over", () => receiver.over);
      assert.equal(sender.result, "last 99");
      assert.deepEqual([made.pieces, receiver.count], [PIECES, PIECES * PIECE]);
      assert.equal(receiver.sum, PIECE * (PIECES / 100) * 4950);
      await end();
    });

    test(`F9: a peer that does not read holds the source back; one that goes away stops it (${name})`, async () => {
      const { made, sender, receiver, until, end } = await scene(on, secure);
      await until("connected", () => receiver.connected && sender.sent !== null);
      receiver.transport.pauseProducing();
      let last = -1;
      let quiet = 0;
      await until("it stands still", () => {
        quiet = made.pieces === last ? quiet + 1 : 0;
        last = made.pieces;
        return quiet > 60;
      });
      assert.ok(last < (on === "memory" ? 60 : PIECES), `${last} pieces were read`);
      receiver.transport.abortConnection();
      await until("it has been stopped", () => sender.result !== undefined && receiver.over);
      assert.equal(sender.result, "TransferStopped");
      await end();
    });
  }
