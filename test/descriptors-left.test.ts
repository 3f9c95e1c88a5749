/** 10,000 connections that end in all the ways there are leave nothing behind: no descriptor, no timer. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { capturedLogs } from "torsion/logger";
import { CertificateOptions, IHostAddress, ITLSTransport, optionsForClientTLS } from "torsion/net";
import { node } from "torsion/platform/node";
import { ClientFactory, Factory, Protocol } from "torsion/protocols";
import { reactorOn } from "torsion/reactor/core";
import { testCertificates } from "torsion/testing";

const CONNECTIONS = 10_000;
const AT_ONCE = 100;
/** Every so many, TLS: it takes most of the time. */
const TLS_EVERY = 25;

type End = "close" | "abort" | "throw" | "half" | "peer" | "tls" | "cut";
const ENDS: readonly End[] = ["close", "abort", "throw", "half", "peer"];

const descriptors = (): number => readdirSync("/proc/self/fd").length;
const options = { skip: process.platform === "linux" ? false : "needs /proc" };

test("10,000 connections, and no descriptor more than before", options, async () => {
  const reactor = reactorOn(node());
  const clientTLS = optionsForClientTLS("localhost", { trustRoot: testCertificates.authority });
  const serverTLS = new CertificateOptions(testCertificates.server);
  let made = 0;
  let ended = 0;

  class Server extends Protocol {
    override connectionMade(): void {
      made += 1;
    }
    override dataReceived(data: Uint8Array): void {
      const end = new TextDecoder().decode(data.subarray(0, 5)).trim();
      if (end === "peer") this.transport.loseConnection();
      else if (end === "throw") throw new RangeError("on purpose");
      else this.transport.write(data);
      if (end === "tls" || end === "cut") ITLSTransport(this.transport).startTLS(serverTLS);
    }
    override connectionLost(): void {
      ended += 1;
    }
  }
  const factory = Factory.forProtocol(Server);
  factory.noisy = false;
  const port = await reactor.listenTCP(0, factory, { interface: "127.0.0.1", backlog: 500 });
  const { port: at } = IHostAddress(port.getHost());

  const one = (end: End): Promise<void> =>
    new Promise((done, failed) => {
      class Client extends Protocol {
        override connectionMade(): void {
          this.transport.write(new TextEncoder().encode(end.padEnd(5)));
          if (end === "abort") this.transport.abortConnection();
          if (end === "half") this.transport.loseWriteConnection();
        }
        override dataReceived(): void {
          if (end === "tls" || end === "cut") ITLSTransport(this.transport).startTLS(clientTLS);
          if (end === "cut") this.transport.abortConnection();
          else this.transport.loseConnection();
        }
        override connectionLost(): void {
          done();
        }
      }
      const clients = ClientFactory.forProtocol(Client);
      clients.noisy = false;
      clients.clientConnectionFailed = (_connector, reason) => failed(reason.value);
      reactor.connectTCP("127.0.0.1", at, clients);
    });

  const batch = async (first: number): Promise<void> => {
    const ends = Array.from({ length: AT_ONCE }, (_, i): End => {
      if ((first + i) % TLS_EVERY !== 0) return ENDS[(first + i) % ENDS.length]!;
      return i % 2 ? "tls" : "cut";
    });
    await Promise.all(ends.map(one));
  };
  const settled = async (): Promise<void> => {
    for (let i = 0; i < 500 && ended < made; i++) await wait(10);
  };
  const logged = await capturedLogs(async () => {
    await batch(0);
    await settled();
    const before = descriptors();
    for (let i = AT_ONCE; i < CONNECTIONS + AT_ONCE; i += AT_ONCE) await batch(i);
    await settled();
    await wait(20);
    assert.equal(descriptors(), before);
  });
  assert.equal(ended, made, "every protocol has been told once");
  assert.ok(made > CONNECTIONS * 0.95, "an abort may come before it was accepted");
  assert.ok(logged.length >= CONNECTIONS / ENDS.length, "each exception was logged");
  assert.deepEqual(reactor.getDelayedCalls(), []);
  await port.stopListening();
});
