/** Connectors: attempts, failures, and who is told (R14, X13, X18). */
import type { IAddress } from "../../net/index.ts";
import { behaviour, type ConformanceCase } from "./case.ts";
import { check, same, throws } from "./errors.ts";
import { PeerFactory } from "./peer-factory.ts";
import type { ConformanceWorld } from "./world.ts";

/** Where nobody listens. */
async function closedPort(world: ConformanceWorld): Promise<IAddress> {
  const port = await world.listen(new PeerFactory());
  await world.result(port.stopListening());
  return port.getHost();
}

export const connecting: readonly ConformanceCase[] = [
  behaviour(
    "X13: the protocol hears of the end before the factory; the factory is started and stopped once",
    async (world) => {
      const servers = new PeerFactory();
      const clients = new PeerFactory();
      await world.listen(servers);
      const connector = world.connect(clients);
      same("state", connector.state, "connecting");
      await world.until(
        "connected",
        () => servers.peers.length === 1 && clients.peers.length === 1,
      );
      same("state", connector.state, "connected");
      clients.peer.transport.loseConnection();
      await world.bothLost(clients.peer, servers.peer);
      same("events", clients.events, [
        "start",
        "connecting",
        "build",
        "lost ConnectionDone",
        "stop",
      ]);
      same("state", connector.state, "disconnected");
    },
  ),

  behaviour("X18: an attempt where nobody listens fails, and says how", async (world) => {
    const port = await closedPort(world);
    const clients = new PeerFactory();
    const connector = world.connect(clients, port);
    same("not before connectTCP returns", clients.events, ["start", "connecting"]);
    await world.until("failed", () => clients.events.includes("stop"));
    same("events", clients.events, [
      "start",
      "connecting",
      `failed ${world.streams.refusal}`,
      "stop",
    ]);
    same("state", connector.state, "disconnected");
  }),

  behaviour("R14: stopConnecting fails the attempt with UserError, and only one", async (world) => {
    await world.listen(new PeerFactory());
    const clients = new PeerFactory();
    const connector = world.connect(clients);
    connector.stopConnecting();
    await world.settle();
    same("events", clients.events, ["start", "connecting", "failed UserError", "stop"]);
    throws("again", "NotConnectingError", () => connector.stopConnecting());
    connector.disconnect();
  }),

  behaviour(
    "R14: connect while connecting or connected is AlreadyConnectingError",
    async (world) => {
      const servers = new PeerFactory();
      await world.listen(servers);
      const clients = new PeerFactory();
      const connector = world.connect(clients);
      throws("while connecting", "AlreadyConnectingError", () => connector.connect());
      await world.until(
        "connected",
        () => clients.peers.length === 1 && servers.peers.length === 1,
      );
      throws("while connected", "AlreadyConnectingError", () => connector.connect());
      connector.disconnect();
      await world.bothLost(clients.peer, servers.peer);
    },
  ),

  behaviour(
    "R14: a factory that connects again when told of a failure stays started",
    async (world) => {
      const port = await closedPort(world);
      let tries = 0;
      class Again extends PeerFactory {
        override clientConnectionFailed(
          ...args: Parameters<PeerFactory["clientConnectionFailed"]>
        ): void {
          super.clientConnectionFailed(...args);
          tries += 1;
          if (tries < 3) args[0].connect();
        }
      }
      const clients = new Again();
      world.connect(clients, port);
      await world.until("given up", () => clients.events.includes("stop"));
      const once = ["connecting", `failed ${world.streams.refusal}`];
      same("events", clients.events, ["start", ...once, ...once, ...once, "stop"]);
    },
  ),

  behaviour(
    "X14: the factory of a client builds nothing: closed, and told that it was lost",
    async (world) => {
      const servers = new PeerFactory();
      await world.listen(servers);
      const clients = new PeerFactory(() => null);
      world.connect(clients);
      await world.until("over", () => clients.events.includes("stop"));
      same("events", clients.events, [
        "start",
        "connecting",
        "build",
        "lost ConnectionDone",
        "stop",
      ]);
      await world.until("the server knows", () => servers.peers[0]?.reason !== undefined);
    },
  ),

  behaviour("many connections at once: every one is made, served and ended once", async (world) => {
    const servers = new PeerFactory({ data: (peer, data) => peer.transport.write(data) });
    await world.listen(servers);
    const clients = Array.from({ length: 50 }, (_, i) => {
      return new PeerFactory({
        made: (peer) => peer.send(`hello ${i}`),
        data: (peer) => {
          if (peer.received === `hello ${i}`) peer.transport.loseConnection();
        },
      });
    });
    for (const factory of clients) world.connect(factory);
    await world.until("all have ended", () =>
      [...clients.map((factory) => factory.peers[0]), ...servers.peers].every(
        (peer) => peer?.reason,
      ),
    );
    same("served", servers.peers.length, 50);
    check(
      "each once, in order",
      clients.every(({ peer }) => peer.events.join() === "made,data,lost ConnectionDone"),
    );
  }),
];
