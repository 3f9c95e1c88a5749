/** Ports: opening, accepting, refusing, closing (X14–X19). */
import { behaviour, type ConformanceCase } from "./case.ts";
import { check, same } from "./errors.ts";
import type { Peer } from "./peer.ts";
import { PeerFactory } from "./peer-factory.ts";

export const listening: readonly ConformanceCase[] = [
  behaviour(
    "X15: what is listened on already is CannotListenError, and says where",
    async (world) => {
      const port = await world.listen(new PeerFactory());
      const second = new PeerFactory();
      const error = await world.failure(world.streams.listen(second, port.getHost()));
      same("error", error.name, "CannotListenError");
      check("where", error.message.startsWith(`cannot listen on ${port.getHost()}: `));
      same("the factory was never used", second.events, []);
    },
  ),

  behaviour("X16: stopListening lets connections live, and refuses new ones", async (world) => {
    const servers = new PeerFactory();
    const clients = new PeerFactory();
    const port = await world.listen(servers);
    world.connect(clients);
    await world.until("connected", () => servers.peers.length === 1 && clients.peers.length === 1);
    await world.result(port.stopListening());
    const late = new PeerFactory();
    world.connect(late);
    await world.until("refused", () => late.events.includes("stop"));
    same("late", late.events, ["start", "connecting", `failed ${world.streams.refusal}`, "stop"]);
    clients.peer.send("alive");
    await world.until("it has come", () => servers.peer.count === 5);
    await world.result(port.stopListening());
    same("factory", servers.events, ["start", "build", "stop"]);
  }),

  behaviour("X16: the address is free again after stopListening", async (world) => {
    const port = await world.listen(new PeerFactory());
    await world.result(port.stopListening());
    await world.listen(new PeerFactory(), port.getHost());
  }),

  behaviour("X14: buildProtocol gives null: the server closes, silently", async (world) => {
    const servers = new PeerFactory(() => null);
    const clients = new PeerFactory();
    await world.listen(servers);
    world.connect(clients);
    await world.until("closed", () => clients.peers[0]?.reason !== undefined);
    same("client", clients.peer.events.at(-1), `lost ${world.streams.unserved}`);
    same("server", servers.events, ["start", "build"]);
  }),

  behaviour(
    "X10: buildProtocol throws, or gives nothing: that connection is closed, the others are served",
    async (world) => {
      let builds = 0;
      const servers = new PeerFactory(() => {
        builds += 1;
        if (builds === 1) throw new Error("no protocol today");
        return undefined as unknown as Peer;
      });
      await world.listen(servers);
      const first = new PeerFactory();
      const second = new PeerFactory();
      world.connect(first);
      await world.until("the first is closed", () => first.peers[0]?.reason !== undefined);
      world.connect(second);
      await world.until("the second is closed", () => second.peers[0]?.reason !== undefined);
      same("builds", builds, 2);
    },
  ),

  ...(["connectionMade", "dataReceived", "connectionLost"] as const).map((hook) =>
    behaviour(`X10: an exception in ${hook} ends that connection alone`, async (world) => {
      const explode = (): never => {
        throw new RangeError("from user code");
      };
      let broken = true;
      const servers = new PeerFactory({
        made: () => (broken && hook === "connectionMade" ? explode() : undefined),
        data: (peer) => (broken && hook === "dataReceived" ? explode() : peer.send("pong")),
        lost: () => (broken && hook === "connectionLost" ? explode() : undefined),
      });
      await world.listen(servers);
      broken = false;
      const steady = new PeerFactory();
      world.connect(steady);
      await world.until("the steady one is served", () => servers.peers[0]?.open === true);
      broken = true;
      const clients = new PeerFactory({ made: (peer) => peer.send("?") });
      world.connect(clients);
      await world.until(
        "it is there",
        () => clients.peers.length === 1 && servers.peers.length === 2,
      );
      if (hook === "connectionLost") {
        // With the answer unread the close would be a reset on some carriers.
        await world.until("it is served", () => clients.peer.received === "pong");
        clients.peer.transport.loseConnection();
      }
      const victim = servers.peers[1]!;
      await world.bothLost(victim, clients.peer);
      broken = false;
      const reason = hook === "connectionLost" ? "ConnectionDone" : "RangeError";
      same("reason", victim.events.at(-1), `lost ${reason}`);
      same("once", victim.events.filter((event) => event.startsWith("lost")).length, 1);
      steady.peer.send("?");
      await world.until("the steady one is still served", () => steady.peer.received === "pong");
    }),
  ),
];
