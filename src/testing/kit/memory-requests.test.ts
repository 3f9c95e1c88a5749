import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { text, utf8 } from "../../bytes/index.ts";
import { CertificateOptions, optionsForClientTLS } from "../../net/index.ts";
import { nodeTLS } from "../../platform/node/index.ts";
import { ClientFactory, Factory, Protocol } from "../../protocols/index.ts";
import { testCertificates } from "../conformance/index.ts";
import { AccumulatingProtocol } from "./accumulating-protocol.ts";
import { MemoryReactor } from "./memory-reactor.ts";

class Greeter extends Protocol {
  override connectionMade(): void {
    this.transport.write(utf8("hello"));
  }
}

const serverTLS = new CertificateOptions(testCertificates.server);
const clientTLS = optionsForClientTLS("localhost", { trustRoot: testCertificates.authority });

test("with an engine, a client that speaks TLS is connected to a server that does", async () => {
  const reactor = new MemoryReactor({ tls: nodeTLS() });
  reactor.connectSSL("db", 443, ClientFactory.forProtocol(Greeter), clientTLS);
  const pump = reactor.sslClients[0]!.succeed(new AccumulatingProtocol(), { tls: serverTLS });
  await pump.until(() => text(pump.server.data) === "hello", turn);
});

test("… and a server that does is given a client", async () => {
  const lines: string[] = [];
  const reactor = new MemoryReactor({ tls: nodeTLS() });
  reactor.listenSSL(443, Factory.forProtocol(Greeter), serverTLS);
  const pump = reactor.sslServers[0]!.accept(new AccumulatingProtocol(), {
    tls: clientTLS,
    debug: (line) => lines.push(line),
  });
  await pump.until(() => text(pump.client.data) === "hello", turn);
  assert.ok(lines.every((line) => !line.includes("hello")));
});

test("a factory that refuses has no protocol", () => {
  const reactor = new MemoryReactor();
  const factory = { buildProtocol: () => null, doStart() {}, doStop() {} };
  reactor.listenTCP(1, factory);
  const pump = reactor.tcpServers[0]!.accept();
  pump.flush();
  assert.equal(pump.server, null);
  assert.equal(pump.client.closed, true);
});
