import assert from "node:assert/strict";
import { test } from "node:test";
import type { IConnector, IProtocol } from "../../net/index.ts";
import { Clock } from "../../time/index.ts";
import { AccumulatingProtocol } from "./accumulating-protocol.ts";
import type { MemoryClient, MemoryServer } from "./memory-requests.ts";
import { PumpedReactor } from "./pumped-reactor.ts";
import { RequestKeeper } from "./request-keeper.ts";
import { OneProtocolFactory } from "./watched-factory.ts";

function kept() {
  const connectors: IConnector[] = [];
  const pumped: PumpedReactor = new PumpedReactor({
    clock: new Clock(),
    again: (attempt) => keeper.again(attempt),
  });
  const keeper = new RequestKeeper(() => pumped, connectors);
  return { connectors, keeper, reactor: pumped.reactor };
}

test("a request is there before its user's code is told", () => {
  const { connectors, keeper, reactor } = kept();
  const clients: MemoryClient[] = [];
  const servers: MemoryServer[] = [];
  const seen: number[] = [];
  const factory = new OneProtocolFactory<IProtocol>(new AccumulatingProtocol());
  factory.startedConnecting = () => void seen.push(clients.length);
  factory.doStart = () => void seen.push(servers.length);
  const connector = keeper.connect(
    factory,
    (watched) => reactor.connectTCP("db", 1, watched),
    (client) => clients.push(client),
  );
  keeper.listen(
    factory,
    (watched) => reactor.listenTCP(1, watched),
    (server) => servers.push(server),
  );
  assert.deepEqual(seen, [0, 1, 1]);
  assert.deepEqual(connectors, [connector]);
});

test("each attempt of a connector is a request, and knows what it has built itself", () => {
  const { keeper, reactor } = kept();
  const clients: (MemoryClient & { readonly connector: IConnector })[] = [];
  const factory = new OneProtocolFactory<IProtocol>(new AccumulatingProtocol());
  factory.clientConnectionFailed = (connector) => connector.connect();
  const connector = keeper.connect(
    factory,
    (watched) => reactor.connectTCP("db", 1, watched),
    (client) => clients.push(client),
  );
  clients[0]!.fail();
  clients[1]!.succeed();
  assert.equal(clients.length, 2);
  assert.deepEqual(
    clients.map((client) => client.connector === connector),
    [true, true],
  );
  assert.equal(clients[0]!.built(), null);
  assert.equal(clients[1]!.built(), factory.buildProtocol());
});
