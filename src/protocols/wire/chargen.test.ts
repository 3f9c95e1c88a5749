import assert from "node:assert/strict";
import { test } from "node:test";
import { text } from "../../bytes/index.ts";
import type { IPullProducer } from "../../net/index.ts";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { StringTransport } from "../../testing/index.ts";
import { ClientFactory } from "../client-factory.ts";
import { Factory } from "../factory.ts";
import { Protocol } from "../protocol.ts";
import { Chargen } from "./chargen.ts";

test("RFC 864: 72 of the 95 printing characters a line, each line begins one further, over and over", () => {
  const transport = new StringTransport();
  const chargen = new Chargen();
  chargen.makeConnection(transport);
  assert.equal(transport.streaming, false);
  const producer = transport.producer as IPullProducer;
  producer.resumeProducing();
  producer.resumeProducing();
  const lines = text(transport.value()).split("\r\n");
  assert.equal(lines.length, 2 * 95 + 1);
  assert.equal(
    lines[0],
    " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefg",
  );
  assert.equal(lines[0]?.length, 72);
  const ring = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join("");
  for (const [i, line] of lines.slice(0, -1).entries())
    assert.equal(line, (ring + ring).slice(i % 95, (i % 95) + 72), `line ${i}`);
  chargen.dataReceived(new Uint8Array(10));
});

test("who reads nothing is written nothing more; who closes ends it", () => {
  const network = new MemoryNetwork({ latency: 0.001 });
  const server = reactorOn(network.host("server"));
  const client = reactorOn(network.host("client"));
  let made = 0;
  let isOver = false;
  class Counted extends Chargen {
    override resumeProducing(): void {
      made += 1;
      super.resumeProducing();
    }
    override connectionLost(): void {
      isOver = true;
    }
  }
  server.listenTCP(19, Factory.forProtocol(Counted));
  let heard = 0;
  class Ear extends Protocol {
    override connectionMade(): void {
      this.transport.pauseProducing();
    }
    override dataReceived(data: Uint8Array): void {
      heard += data.length;
      if (heard > 1_000_000) this.transport.loseConnection();
    }
  }
  const ear = new Ear();
  const factory = ClientFactory.forProtocol(Ear);
  factory.buildProtocol = () => ear;
  client.connectTCP("server", 19, factory);
  network.advance(5);
  const stuck = made;
  network.advance(5);
  assert.equal(made, stuck);
  assert.ok(stuck > 0 && stuck < 1000, String(stuck));
  ear.transport.resumeProducing();
  network.advance(60);
  assert.ok(heard > 1_000_000);
  assert.equal(isOver, true);
});
