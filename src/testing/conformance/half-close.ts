/** Closing one direction alone (X11). */
import { behaviour, type ConformanceCase } from "./case.ts";
import { same } from "./errors.ts";

const half = { halfCloseable: true };

export const halfClose: readonly ConformanceCase[] = [
  behaviour(
    "X11: loseWriteConnection flushes, then FIN; the other direction goes on",
    async (world) => {
      const { server, client } = await world.pair(
        { ...half, readLost: (peer) => peer.send("still here") },
        half,
      );
      client.send("last words");
      client.transport.loseWriteConnection();
      await world.until("the answer has come", () => client.count === 10);
      same("server", server.events, ["made", "data", "read lost"]);
      same("client", client.events, ["made", "write lost", "data"]);
      same("received", server.received, "last words");
    },
  ),

  behaviour("X11: both halves closed: connectionLost, orderly, on both sides", async (world) => {
    const { server, client } = await world.pair(
      { ...half, readLost: (peer) => peer.transport.loseWriteConnection() },
      half,
    );
    client.transport.loseWriteConnection();
    await world.bothLost(server, client);
    same("server", server.events, ["made", "read lost", "write lost", "lost ConnectionDone"]);
    same("client", client.events.at(-1), "lost ConnectionDone");
  }),

  behaviour(
    "X11: a protocol that is not half-closeable is closed by the peer's FIN",
    async (world) => {
      const { server, client } = await world.pair({}, half);
      client.transport.loseWriteConnection();
      await world.bothLost(server, client);
      same("server", server.events, ["made", "lost ConnectionDone"]);
    },
  ),

  behaviour("X11: what is written after loseWriteConnection is dropped", async (world) => {
    const { server, client } = await world.pair(half, half);
    client.send("a");
    client.transport.loseWriteConnection();
    client.send("b");
    client.transport.loseWriteConnection();
    await world.until("the FIN has come", () => server.events.includes("read lost"));
    await world.settle();
    same("received", server.received, "a");
    server.transport.loseConnection();
    await world.bothLost(server, client);
  }),

  behaviour(
    "X11: abortConnection after loseWriteConnection, at once or later, is one end",
    async (world) => {
      for (const later of [false, true]) {
        const { server, client } = await world.pair(half, half);
        client.send("last words");
        client.transport.loseWriteConnection();
        if (later) await world.until("half closed", () => client.events.includes("write lost"));
        client.transport.abortConnection();
        await world.until("our side has ended", () => client.reason !== undefined);
        same("client", client.events.at(-1), "lost ConnectionAborted");
        server.transport.abortConnection();
        await world.bothLost(server, client);
      }
    },
  ),

  behaviour("X11: loseConnection after loseWriteConnection closes what is left", async (world) => {
    const { server, client } = await world.pair(half, half);
    client.transport.loseWriteConnection();
    await world.until("half closed", () => client.events.includes("write lost"));
    client.transport.loseConnection();
    await world.until("closed", () => client.reason !== undefined);
    same("client", client.events, ["made", "write lost", "lost ConnectionDone"]);
    server.transport.loseConnection();
    await world.bothLost(server, client);
  }),
];
