/**
 * Many messages at once of which each takes long: others have their turn in between, and nothing is lost or comes in
 * another order.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { utf8 } from "torsion/bytes";
import { MemoryClientEndpoint, MemoryNames, MemoryServerEndpoint } from "torsion/endpoints";
import type { IProtocol } from "torsion/net";
import { MemoryNetwork } from "torsion/platform/memory";
import { JSONLinesReceiver, Protocol } from "torsion/protocols";
import { IdentServer } from "torsion/protocols/ident";
import { reactorOn } from "torsion/reactor/core";

/** All of `text` comes in one piece; gives how many messages had been read when a call that was due had its turn. */
function readBeforeOthers(text: string, build: (read: () => void) => IProtocol): number[] {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  const names = new MemoryNames();
  let read = 0;
  let before = 0;
  new MemoryServerEndpoint(reactor, "x", { names }).listen(() =>
    build(() => {
      read += 1;
      if (read !== 1) return;
      reactor.callLater(0, () => {
        before = read;
      });
    }),
  );
  class Sender extends Protocol {
    override connectionMade(): void {
      this.transport.write(utf8(text));
    }
  }
  new MemoryClientEndpoint(reactor, "x", { names }).connect(Sender);
  network.advance(10);
  return [before, read];
}

class Values extends JSONLinesReceiver {
  readonly seen: unknown[] = [];
  readonly #read: () => void;
  constructor(read: () => void) {
    super();
    this.#read = read;
  }
  override jsonReceived(value: unknown): void {
    this.seen.push(value);
    this.#read();
  }
  override invalidLineReceived(): void {
    this.seen.push("invalid");
    this.#read();
  }
}

test("ident: some queries a turn, all of them in their order", () => {
  const asked: number[] = [];
  const queries = Array.from({ length: 500 }, (_, n) => `${n + 1},1\r\n`).join("");
  const [before, read] = readBeforeOthers(queries, (read) => {
    const server = new IdentServer();
    server.lookup = ({ port }) => {
      asked.push(port);
      read();
      return { system: "UNIX", user: "somebody" };
    };
    return server;
  });
  assert.equal(read, 500);
  assert.ok(before! <= 64, `${before} before anybody else`);
  assert.deepEqual(
    asked,
    Array.from({ length: 500 }, (_, n) => n + 1),
  );
});

test("JSON lines that are none, and are forgiven: some a turn", () => {
  const lines = Array.from({ length: 1000 }, (_, n) => (n % 2 === 0 ? `${n}\n` : "]\n")).join("");
  let values: Values | undefined;
  const [before, read] = readBeforeOthers(lines, (read) => {
    values = new Values(read);
    return values;
  });
  assert.equal(read, 1000);
  assert.ok(before! <= 128, `${before} before anybody else`);
  assert.deepEqual(
    values?.seen,
    Array.from({ length: 1000 }, (_, n) => (n % 2 === 0 ? n : "invalid")),
  );
});

test("the shortest JSON lines: some thousands a turn", () => {
  const [before, read] = readBeforeOthers("1\n".repeat(30_000), (read) => new Values(read));
  assert.equal(read, 30_000);
  assert.ok(before! <= 4096, `${before} before anybody else`);
});

test("a receiver that reads what somebody else has decoded gives him nothing back", () => {
  const outer: Values[] = [];
  /** Every byte comes with one added. */
  class Decoding extends Protocol {
    readonly inner: Values;
    constructor(read: () => void) {
      super();
      this.inner = new Values(read);
      outer.push(this.inner);
    }
    override connectionMade(): void {
      this.inner.makeConnection(this.transport);
    }
    override dataReceived(data: Uint8Array): void {
      this.inner.dataReceived(data.map((byte) => byte - 1));
    }
  }
  const encoded = String.fromCharCode(...utf8("]\n".repeat(1000)).map((byte) => byte + 1));
  const [, read] = readBeforeOthers(encoded, (read) => new Decoding(read));
  assert.equal(read, 1000);
  assert.ok(outer[0]?.seen.every((value) => value === "invalid"));
});
