/** Whose callback it is that logs: connections, services and delayed calls, on a simulated network. */
import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { afterEach, test } from "node:test";
import { MultiService, StreamServerEndpointService } from "torsion/application";
import { utf8 } from "torsion/bytes";
import { clientFromString, serverFromString } from "torsion/endpoints";
import {
  capturedLogs,
  eventAsText,
  keepLogContext,
  type LogContext,
  type LogEvent,
  Logger,
} from "torsion/logger";
import { MemoryNetwork } from "torsion/platform/memory";
import { Factory, Protocol } from "torsion/protocols";
import { reactorOn } from "torsion/reactor/core";

const log = new Logger({ namespace: "shop" });
afterEach(() => keepLogContext(null));

class Orders extends Protocol {
  override connectionMade(): void {
    log.info("made");
  }
  override async dataReceived(data: Uint8Array): Promise<void> {
    log.info("{length} bytes", { length: data.length });
    await null;
    log.info("after an await");
  }
  override connectionLost(): void {
    log.info("lost");
  }
}

class Client extends Protocol {
  override connectionMade(): void {
    this.transport.write(utf8("abc"));
    log.info("client");
  }
}

/** What was logged as two clients came and went. */
async function conversation(): Promise<LogEvent[]> {
  const network = new MemoryNetwork();
  const server = reactorOn(network.host("shop"));
  const client = reactorOn(network.host("client"));
  const events = await capturedLogs(async () => {
    const all = new MultiService();
    all.setName("all");
    const web = new StreamServerEndpointService(
      serverFromString(server, "tcp:80"),
      Factory.forProtocol(Orders),
    );
    web.setName("web");
    web.setServiceParent(all);
    all.startService();
    await network.advanceAsync(1);
    for (let n = 0; n < 2; n++) {
      const connected = clientFromString(client, "tcp:shop:80").connect(
        Factory.forProtocol(Client),
      );
      await network.advanceAsync(1);
      (await connected).transport.loseConnection();
      await network.advanceAsync(1);
    }
    all.stopService();
    await network.advanceAsync(1);
  });
  return events.filter(({ log_namespace }) => log_namespace === "shop");
}

test("events have the connection in whose callbacks they are logged, and the service of its port", async () => {
  const events = await conversation();
  const orders = events.filter(({ log_protocol }) => log_protocol === "Orders");
  assert.equal(orders.length, 6);
  const numbers = new Set(orders.map(({ log_connection }) => log_connection));
  assert.equal(numbers.size, 2);
  for (const { log_service, log_peer } of orders) {
    assert.equal(log_service, "all/web");
    assert.match(log_peer!, /client|\d+\.\d+/);
  }
  const texts = orders.map((event) => eventAsText(event));
  assert.match(texts[0]!, /^- \[shop#info all\/web Orders,\d+,\S+\] made$/);
  const later = events.filter((event) => /after/.test(eventAsText(event)));
  assert.equal(later.length, 2);
  assert.ok(later.every(({ log_connection }) => log_connection === undefined));
  const clients = events.filter(({ log_protocol }) => log_protocol === "Client");
  assert.equal(clients.length, 2);
  assert.ok(clients.every(({ log_service }) => log_service === undefined));
});

test("… and after an await, where the program keeps contexts", async () => {
  keepLogContext(new AsyncLocalStorage<LogContext | null>());
  const events = await conversation();
  const later = events.filter((event) => /after/.test(eventAsText(event)));
  assert.equal(later.length, 2);
  assert.ok(later.every(({ log_protocol }) => log_protocol === "Orders"));
  assert.equal(new Set(later.map(({ log_connection }) => log_connection)).size, 2);
});
