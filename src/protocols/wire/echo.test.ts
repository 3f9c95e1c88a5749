import assert from "node:assert/strict";
import { test } from "node:test";
import { text, utf8 } from "../../bytes/index.ts";
import type { Failure } from "../../deferred/index.ts";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { StringTransport } from "../../testing/index.ts";
import { ClientFactory } from "../client-factory.ts";
import { Factory } from "../factory.ts";
import { TimeoutFactory } from "../policies/index.ts";
import { Protocol } from "../protocol.ts";
import { Echo } from "./echo.ts";

test("what comes in goes out", () => {
  const transport = new StringTransport();
  const echo = new Echo();
  echo.makeConnection(transport);
  echo.dataReceived(utf8("a\0b"));
  echo.dataReceived(utf8("c"));
  assert.equal(text(transport.value()), "a\0bc");
});

test("RFC 862: from a peer that reads nothing, soon nothing is read; and in the end nothing is missing", () => {
  const network = new MemoryNetwork({ latency: 0.001 });
  const server = reactorOn(network.host("server"));
  const client = reactorOn(network.host("client"));
  server.listenTCP(7, Factory.forProtocol(Echo));
  const MOST = 20_000_000;
  let sent = 0;
  let heard = 0;
  class Ear extends Protocol {
    override connectionMade(): void {
      this.transport.pauseProducing();
      this.transport.registerProducer(
        {
          resumeProducing: () => {
            sent += 100_000;
            this.transport.write(new Uint8Array(100_000));
            if (sent >= MOST) this.transport.unregisterProducer();
          },
          stopProducing() {},
        },
        false,
      );
    }
    override dataReceived(data: Uint8Array): void {
      heard += data.length;
    }
  }
  const ear = new Ear();
  const factory = ClientFactory.forProtocol(Ear);
  factory.buildProtocol = () => ear;
  client.connectTCP("server", 7, factory);
  network.advance(10);
  const stuck = sent;
  network.advance(10);
  assert.equal(sent, stuck);
  assert.ok(stuck > 0 && stuck < MOST, String(stuck));
  ear.transport.resumeProducing();
  network.advance(60);
  assert.deepEqual([sent, heard], [MOST, MOST]);
});

test("a policy that closes need not wait for it: there is nothing to be sent", () => {
  const network = new MemoryNetwork();
  const server = reactorOn(network.host("server"));
  const policy = new TimeoutFactory(Factory.forProtocol(Echo), server, { seconds: 5 });
  server.listenTCP(7, policy);
  const client = new (class extends Protocol {
    ending = "";
    override connectionMade(): void {
      this.transport.write(utf8("hello"));
    }
    override connectionLost(reason: Failure): void {
      this.ending = reason.value.name;
    }
  })();
  const factory = new ClientFactory();
  factory.buildProtocol = () => client;
  reactorOn(network.host("client")).connectTCP("server", 7, factory);
  network.advance(6);
  assert.equal(client.ending, "ConnectionDone");
});
