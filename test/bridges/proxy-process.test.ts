/** Real sockets, and the proxy in a process of its own, so that its memory is nobody else's. */
import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { connectProtocol, TCPClientEndpoint, TCPServerEndpoint } from "torsion/endpoints";
import { IHostAddress } from "torsion/net";
import { node } from "torsion/platform/node";
import { FileSender, factoryFrom, Protocol } from "torsion/protocols";
import { reactorOn } from "torsion/reactor/core";

const MIB = 1_048_576;
const TOTAL = 256 * MIB;
const host = "127.0.0.1";

class Reader extends Protocol {
  received = 0;
  over = false;
  #allowed = 0;
  override connectionMade(): void {
    this.transport.pauseProducing();
  }
  allow(count: number): void {
    this.#allowed = count;
    this.transport.resumeProducing();
  }
  override dataReceived(data: Uint8Array): void {
    this.received += data.length;
    this.#allowed -= data.length;
    if (this.#allowed <= 0) this.transport.pauseProducing();
  }
  override connectionLost(): void {
    this.over = true;
  }
}

class Producer extends Protocol {
  override connectionMade(): void {
    new FileSender()
      .beginFileTransfer(this.#file(), this.transport)
      .addCallback(() => this.transport.loseConnection());
  }
  *#file(): Generator<Uint8Array> {
    const piece = new Uint8Array(65_536);
    for (let made = 0; made < TOTAL; made += piece.length) yield piece;
  }
}

test("F14: 256 MiB through a proxy of a process of its own, to a reader that is slower, take it no memory", async (t) => {
  const reactor = reactorOn(node());
  const reader = new Reader();
  const at = new TCPServerEndpoint(reactor, 0, { interface: host });
  const listening = await at.listen(factoryFrom(() => reader));
  const middle = fork(fileURLToPath(new URL("middle.js", import.meta.url)), [
    String(IHostAddress(listening.getHost()).port),
  ]);
  try {
    let port = 0;
    const memory: { arrayBuffers: number; rss: number }[] = [];
    middle.on("message", (said: { port?: number; arrayBuffers: number; rss: number }) => {
      if (said.port === undefined) memory.push(said);
      else port = said.port;
    });
    const limit = Date.now() + 60_000;
    const until = async (what: string, holds: () => boolean): Promise<void> => {
      while (!holds()) {
        assert.ok(Date.now() < limit, `waited in vain until ${what}`);
        await wait(5);
      }
    };
    await until("it listens", () => port !== 0);
    connectProtocol(new TCPClientEndpoint(reactor, host, port), new Producer());
    await until("the reader is connected", () => reader.connected);
    memory.length = 0;
    while (!reader.over && Date.now() < limit) {
      reader.allow(2 * MIB);
      await wait(5);
    }
    assert.equal(reader.received, TOTAL);
    const most = Math.max(...memory.map(({ arrayBuffers }) => arrayBuffers));
    const grown = Math.max(...memory.map(({ rss }) => rss)) - memory[0]!.rss;
    t.diagnostic(
      `${memory.length} looks: buffers up to ${most}, the process grew by ${grown} bytes`,
    );
    assert.ok(memory.length > 5);
    // What has been read and not yet been collected is in it; not what the reader lags behind.
    assert.ok(most < 64 * MIB, `${most} bytes in buffers`);
    assert.ok(grown < 96 * MIB, `grew by ${grown} bytes`);
  } finally {
    middle.disconnect();
    listening.stopListening();
  }
});
