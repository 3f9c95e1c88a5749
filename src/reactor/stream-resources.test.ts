import assert from "node:assert/strict";
import { test } from "node:test";
import type { IListeningPort, ITransport } from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { type Resource, trackResources } from "../resources/index.ts";
import { reactorOn } from "./reactor.ts";

function factory(transports: ITransport[] = []): never {
  return {
    doStart() {},
    doStop() {},
    startedConnecting() {},
    clientConnectionFailed() {},
    clientConnectionLost() {},
    buildProtocol: () => ({
      makeConnection: (transport: ITransport) => transports.push(transport),
      dataReceived() {},
      connectionLost() {},
    }),
  } as never;
}
const said = ({ description, host, closing }: Resource): string =>
  `${description} on ${host}${closing ? ", closing" : ""}`;

test("ports, attempts and connections are there from the call that made them to their end", () => {
  using tracked = trackResources();
  const live = (): string[] => tracked.live().map(said);
  const network = new MemoryNetwork();
  const [a, b] = [reactorOn(network.host("a")), reactorOn(network.host("b"))];
  const transports: ITransport[] = [];
  let port: IListeningPort | undefined;
  a.listenTCP(80, factory()).addCallback((opened) => {
    port = opened;
  });
  b.connectTCP("a", 80, factory(transports), { seconds: 7 });
  const attempt = tracked.live().find(({ kind }) => kind === "connecting attempt");
  assert.equal(attempt?.description, "attempt to connect to a:80");
  assert.equal(attempt?.secondsLeft, 7);
  network.advance(1);
  assert.deepEqual(live(), [
    "port 0.0.0.0:80 on a",
    "connection b:49152 to a:80 on b",
    "connection a:80 to b:49152 on a",
  ]);
  const [, client, server] = tracked.live();
  assert.match(client?.frames[0] ?? "", /stream-resources\.test\.js/);
  assert.equal(server?.place, tracked.live()[0]?.place, "what was accepted is of the port's line");
  transports[0]!.loseConnection();
  assert.ok(live().includes("connection b:49152 to a:80 on b, closing"));
  port!.stopListening();
  network.advance(1);
  assert.deepEqual(live(), []);
});

test("a port that cannot be opened is gone, and so is an attempt that failed", () => {
  using tracked = trackResources();
  const network = new MemoryNetwork();
  const a = reactorOn(network.host("a"));
  a.listenTCP(80, factory());
  network.advance(1);
  a.listenTCP(80, factory()).addErrback(() => undefined);
  a.connectTCP("a", 81, factory());
  network.advance(1);
  assert.deepEqual(tracked.live().map(said), ["port 0.0.0.0:80 on a"]);
});

test("what crashed with its host is gone", () => {
  using tracked = trackResources();
  const network = new MemoryNetwork();
  reactorOn(network.host("a")).listenTCP(80, factory());
  network.advance(1);
  network.crash("a");
  assert.deepEqual(tracked.live(), []);
  network.restart("a");
  assert.deepEqual(tracked.live(), []);
});
