/** How a connection ends: who is told what, when, and how often. */
import { behaviour, type ConformanceCase } from "./case.ts";
import { check, same } from "./errors.ts";
import { PeerFactory } from "./peer-factory.ts";

export const ending: readonly ConformanceCase[] = [
  behaviour(
    "X8: connectionMade once and first, connectionLost exactly once and last",
    async (world) => {
      const { server, client } = await world.pair({ data: (peer) => peer.send("pong") });
      client.send("?");
      await world.until("the answer has come", () => client.count === 4);
      client.transport.loseConnection();
      await world.bothLost(server, client);
      same("server", server.events, ["made", "data", "lost ConnectionDone"]);
      same("client", client.events, ["made", "data", "lost ConnectionDone"]);
    },
  ),

  closingInside("loseConnection", "ConnectionDone"),
  closingInside("abortConnection", "ConnectionAborted"),

  behaviour("X8: closing in connectionMade: connectionLost still comes after it", async (world) => {
    const factory = new PeerFactory({
      made: (peer) => {
        peer.send("bye");
        peer.transport.loseConnection();
        same("within connectionMade", peer.events, ["made"]);
      },
    });
    await world.listen(factory);
    const clients = new PeerFactory();
    world.connect(clients);
    await world.until("connected", () => clients.peers.length === 1 && factory.peers.length === 1);
    await world.bothLost(factory.peer, clients.peer);
    same("client", clients.peer.events, ["made", "data", "lost ConnectionDone"]);
    same("received", clients.peer.received, "bye");
  }),

  behaviour("X9: the peer's FIN is ConnectionDone", async (world) => {
    const { server, client } = await world.pair({});
    server.transport.loseConnection();
    await world.bothLost(server, client);
    same("client", client.events.at(-1), "lost ConnectionDone");
  }),

  behaviour(
    "X9: the peer's abort is a reset, where the carrier has one; our own is ConnectionAborted",
    async (world) => {
      const { server, client } = await world.pair({});
      server.transport.abortConnection();
      await world.bothLost(server, client);
      same("server", server.events.at(-1), "lost ConnectionAborted");
      same("client", client.events.at(-1), `lost ${world.streams.aborted}`);
      const { code } = (client.reason?.cause ?? {}) as { code?: string };
      if (world.streams.aborted === "ConnectionLost") same("cause", code, "ECONNRESET");
    },
  ),

  behaviour("X9: abortConnection drops what was not sent", async (world) => {
    const { server, client } = await world.pair({
      made: (peer) => peer.transport.pauseProducing(),
    });
    client.transport.write(new Uint8Array(20_000_000));
    await world.settle();
    client.transport.abortConnection();
    await world.until("our side has ended", () => client.reason !== undefined);
    server.transport.resumeProducing();
    await world.bothLost(server, client);
    check("not all has come", server.count < 20_000_000);
  }),

  behaviour(
    "the peer's FIN: what was written in answer to its last bytes is still sent",
    async (world) => {
      const { server, client } = await world.pair(
        { data: (peer) => peer.transport.write(new Uint8Array(1_000_000)) },
        { halfCloseable: true },
      );
      client.send("x");
      client.transport.loseWriteConnection();
      await world.bothLost(server, client);
      same("received", client.count, 1_000_000);
      same("server", server.events, ["made", "data", "lost ConnectionDone"]);
    },
  ),

  behaviour(
    "X12: while reading is paused no data is delivered, and all of it afterwards",
    async (world) => {
      const { server, client } = await world.pair({
        data: (peer) => peer.transport.pauseProducing(),
      });
      client.send("1");
      await world.until("the first has come", () => server.count === 1);
      client.send("2");
      client.send("3");
      await world.settle();
      same("while paused", server.received, "1");
      server.transport.resumeProducing();
      await world.until("more has come", () => server.count > 1);
      server.transport.resumeProducing();
      await world.until("the rest has come", () => server.count === 3);
      same("received", server.received, "123");
    },
  ),

  behaviour("X12: pausing in connectionMade holds", async (world) => {
    const { server, client } = await world.pair({
      made: (peer) => peer.transport.pauseProducing(),
    });
    client.send("early");
    await world.settle();
    same("while paused", server.count, 0);
    server.transport.resumeProducing();
    await world.until("it has come", () => server.count === 5);
  }),

  behaviour(
    "X12: what pauses in connectionMade, and resumes and pauses in a turn",
    async (world) => {
      const { server, client } = await world.pair({
        made: (peer) => peer.transport.pauseProducing(),
      });
      client.send("early");
      await world.settle();
      server.transport.resumeProducing();
      server.transport.pauseProducing();
      await world.settle();
      same("while paused", server.count, 0);
      server.transport.resumeProducing();
      await world.until("it has come", () => server.count === 5);
    },
  ),

  behaviour("X12: resumeProducing after loseConnection does nothing", async (world) => {
    const { server, client } = await world.pair({});
    server.transport.loseConnection();
    server.transport.resumeProducing();
    client.send("late");
    await world.bothLost(server, client);
    same("received", server.count, 0);
  }),

  behaviour("X20: getHost and getPeer answer for ever, also in connectionLost", async (world) => {
    const seen: string[] = [];
    const { server, client } = await world.pair(
      { lost: (peer) => void seen.push(`${peer.transport.getHost()} ${peer.transport.getPeer()}`) },
      {},
    );
    const before = `${server.transport.getHost()} ${server.transport.getPeer()}`;
    const mirrored = `${client.transport.getPeer()} ${client.transport.getHost()}`;
    client.transport.loseConnection();
    await world.bothLost(server, client);
    same("in connectionLost", seen, [before]);
    same("afterwards", `${server.transport.getHost()} ${server.transport.getPeer()}`, before);
    same("seen from the other side", mirrored, before);
  }),
];

function closingInside(
  method: "loseConnection" | "abortConnection",
  name: string,
): ConformanceCase {
  return behaviour(`X8: ${method} in dataReceived never re-enters the protocol`, async (world) => {
    const { server, client } = await world.pair({
      data: (peer) => {
        peer.transport[method]();
        peer.transport[method]();
        same("within dataReceived", peer.events, ["made", "data"]);
      },
    });
    client.send("x");
    await world.bothLost(server, client);
    same("server", server.events, ["made", "data", `lost ${name}`]);
  });
}
