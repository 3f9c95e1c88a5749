import assert from "node:assert/strict";
import { test } from "node:test";
import { text, utf8 } from "../../bytes/index.ts";
import { Deferred, Failure } from "../../deferred/index.ts";
import { capturedLogs } from "../../logger/index.ts";
import { ConnectionDone, UNIXAddress } from "../../net/index.ts";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { StringTransport, type StringTransportOptions } from "../../testing/index.ts";
import { ClientFactory } from "../client-factory.ts";
import { WrappingFactory } from "../policies/index.ts";
import { Protocol } from "../protocol.ts";
import { HiddenUser, MalformedIdentError, NoUser } from "./errors.ts";
import { type IdentEnd, IdentServer } from "./ident-server.ts";
import type { IdentUser } from "./messages.ts";

class Server extends IdentServer {
  readonly asked: string[] = [];
  readonly waiting: Deferred<IdentUser>[] = [];
  cancelled = 0;
  override lookup(server: IdentEnd, client: IdentEnd) {
    this.asked.push(`${server.host}:${server.port} ${client.host}:${client.port}`);
    if (client.port === 1) throw new NoUser("nobody");
    if (client.port === 2) throw new HiddenUser("hidden");
    if (client.port === 3) throw new RangeError("mine");
    if (client.port === 4) return { system: "UNIX", user: "a\r\nb" };
    if (client.port < 100) return { system: "UNIX", user: "ada" };
    const found = new Deferred<IdentUser>(() => {
      this.cancelled += 1;
      // Too late: whatever it says now, nobody is told.
      found.errback(new RangeError("mine"));
    });
    this.waiting.push(found);
    return found;
  }
}

function connected(options?: StringTransportOptions) {
  const transport = new StringTransport(options);
  const server = new Server();
  server.makeConnection(transport);
  const say = (line: string): void => server.dataReceived(utf8(line));
  const said = (): string[] => text(transport.value()).split("\r\n").slice(0, -1);
  return { server, transport, say, said };
}

test("Q6: who owns a connection is told, by the addresses of this one, wherever the query is cut", () => {
  const query = "6193, 23\r\n22 , 50\r\n";
  for (let at = 0; at <= query.length; at++) {
    const { server, say, said } = connected();
    say(query.slice(0, at));
    say(query.slice(at));
    assert.deepEqual(said(), ["6193, 23 : USERID : UNIX : ada", "22, 50 : USERID : UNIX : ada"]);
    assert.equal(server.asked[0], "10.0.0.1:6193 192.168.1.1:23");
  }
});

test("an IdentError is told; another is logged, and told as unknown; the connection goes on", () => {
  const events = capturedLogs(() => {
    const { say, said, transport } = connected();
    say("9, 1\r\n9, 2\r\n9, 3\r\n9, 4\r\n0, 5\r\n9, 65536\r\n");
    assert.deepEqual(said(), [
      "9, 1 : ERROR : NO-USER",
      "9, 2 : ERROR : HIDDEN-USER",
      "9, 3 : ERROR : UNKNOWN-ERROR",
      "9, 4 : ERROR : UNKNOWN-ERROR",
      "0, 5 : ERROR : INVALID-PORT",
      "9, 65536 : ERROR : INVALID-PORT",
    ]);
    assert.equal(transport.disconnecting, false);
  });
  assert.equal(events.length, 2);
});

test("as it is, it knows nobody", () => {
  const transport = new StringTransport();
  const server = new IdentServer();
  server.makeConnection(transport);
  server.dataReceived(utf8("1, 2\r\n"));
  assert.equal(text(transport.value()), "1, 2 : ERROR : UNKNOWN-ERROR\r\n");
});

test("what is no query, or is endless, ends the connection with a reason", () => {
  for (const line of ["hello\r\n", "1\r\n", "9".repeat(1003)]) {
    const { say, said, transport } = connected();
    say(line);
    assert.ok(transport.reason instanceof MalformedIdentError);
    assert.deepEqual(said(), []);
  }
});

test("queries are answered in order, one at a time; behind the next one nothing is read", () => {
  const { server, transport, say, said } = connected();
  say("9, 100\r\n9, 101\r\n9, 102\r\n9, 50\r\n");
  assert.equal(server.asked.length, 1);
  assert.equal(transport.producerState, "paused");
  server.waiting[0]!.callback({ system: "UNIX", user: "a" });
  assert.equal(server.asked.length, 2);
  assert.equal(transport.producerState, "paused");
  server.waiting[1]!.errback(new NoUser("x"));
  server.waiting[2]!.callback({ system: "UNIX", user: "c" });
  assert.equal(transport.producerState, "producing");
  assert.deepEqual(said(), [
    "9, 100 : USERID : UNIX : a",
    "9, 101 : ERROR : NO-USER",
    "9, 102 : USERID : UNIX : c",
    "9, 50 : USERID : UNIX : ada",
  ]);
});

test("a client that goes away takes its lookup along, and nothing is logged", () => {
  const events = capturedLogs(() => {
    const { server, transport, say } = connected();
    say("9, 100\r\n9, 101\r\n");
    transport.loseConnection();
    server.connectionLost(new Failure(new ConnectionDone("closed")));
    assert.equal(server.cancelled, 1);
    assert.deepEqual([server.asked.length, transport.value().length], [1, 0]);
  });
  assert.deepEqual(events, []);
});

test("a connection without addresses has ends without hosts", () => {
  const { server, say } = connected({ hostAddress: new UNIXAddress("/ident") });
  say("9, 50\r\n");
  assert.equal(server.asked[0], ":9 192.168.1.1:50");
});

test("a promise will do as well", async () => {
  class Later extends IdentServer {
    override async lookup(): Promise<IdentUser> {
      return { system: "OTHER", user: "bob" };
    }
  }
  const transport = new StringTransport();
  const server = new Later();
  server.makeConnection(transport);
  server.dataReceived(utf8("1, 2\r\n3, 4\r\n"));
  for (let i = 0; i < 10; i++) await null;
  assert.equal(
    text(transport.value()),
    "1, 2 : USERID : OTHER : bob\r\n3, 4 : USERID : OTHER : bob\r\n",
  );
});

test("from a client that does not read its answers, soon nothing is read; and in the end each is there, in order", () => {
  const network = new MemoryNetwork({ latency: 0.001 });
  const reactor = reactorOn(network.host("server"));
  const servers: Server[] = [];
  reactor.listenTCP(
    113,
    new WrappingFactory(() => {
      const server = new Server();
      servers.push(server);
      return server;
    }),
  );
  const QUERIES = 200_000;
  const portOf = (i: number): number => 1 + (i % 60_000);
  let answers = "";
  class Client extends Protocol {
    override connectionMade(): void {
      this.transport.pauseProducing();
      for (let i = 0; i < QUERIES; i++) this.transport.write(utf8(`${portOf(i)}, 5\r\n`));
    }
    override dataReceived(data: Uint8Array): void {
      answers += text(data);
    }
  }
  const client = new Client();
  const factory = new ClientFactory();
  factory.buildProtocol = () => client;
  reactorOn(network.host("client")).connectTCP("server", 113, factory);
  network.advance(60);
  const asked = servers[0]!.asked.length;
  assert.ok(asked > 0 && asked < QUERIES / 2, String(asked));
  network.advance(60);
  assert.equal(servers[0]!.asked.length, asked);
  client.transport.resumeProducing();
  network.advance(600);
  const lines = answers.split("\r\n");
  assert.equal(lines.length, QUERIES + 1);
  for (let i = 0; i < QUERIES; i += 1000) assert.match(lines[i]!, new RegExp(`^${portOf(i)}, 5 :`));
  client.transport.loseConnection();
  network.advance(1);
  assert.equal(client.connected && servers[0]!.transport.disconnecting, true);
});

test("drain: what was asked is answered first, the question that waits for its turn included", () => {
  const { transport, server, say } = connected();
  say("100, 200\r\n101, 201\r\n");
  assert.equal(server.waiting.length, 1);
  const drained = server.drain();
  server.waiting[0]?.callback({ system: "UNIX", user: "ada" });
  assert.equal(drained.called, false);
  server.waiting[1]?.callback({ system: "UNIX", user: "bob" });
  assert.equal(drained.called, true);
  assert.match(text(transport.value()), /^100, 200 :.*ada\r\n101, 201 :.*bob\r\n$/);
  assert.equal(connected().server.drain().called, true);
});
