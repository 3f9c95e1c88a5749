/** What goes over the connections of a pair of endpoints: whatever they put in between, it is a stream like any other. */
import { behaviour, type ConformanceCase } from "./case.ts";
import type { EndpointWorld } from "./endpoint-world.ts";
import { check, same } from "./errors.ts";

type Case = ConformanceCase<EndpointWorld>;

const BULK = 1_000_000;

export const endpointStreams: readonly Case[] = [
  behaviour(
    "X1: what is written arrives, whole and in order, in both directions",
    async (world) => {
      const { server, client } = await world.pair();
      let expected = "";
      for (let i = 0; i < 500; i++) {
        client.send(`${i};`);
        server.send(`${i};`);
        expected += `${i};`;
      }
      await world.until("all has come", () =>
        [server, client].every((peer) => peer.count >= expected.length),
      );
      same("server", server.received, expected);
      same("client", client.received, expected);
    },
  ),

  ...(["client", "server"] as const).map((closing) =>
    behaviour<EndpointWorld>(
      `X3: loseConnection of the ${closing} flushes, and is an orderly end on both sides`,
      async (world) => {
        const { server, client } = await world.pair();
        const [near, far] = closing === "client" ? [client, server] : [server, client];
        near.transport.write(new Uint8Array(BULK));
        near.transport.loseConnection();
        check("disconnecting", near.transport.disconnecting);
        await world.lost(client, server);
        same("received", far.count, BULK);
        same(
          "reasons",
          [client, server].map(({ reason }) => reason?.name),
          [world.setup.clientDone, "ConnectionDone"],
        );
      },
    ),
  ),

  behaviour("X9: abortConnection ends both sides, and ours says why", async (world) => {
    const { server, client } = await world.pair();
    client.transport.abortConnection();
    await world.lost(server, client);
    same("client", client.reason?.name, "ConnectionAborted");
    same("server", server.reason?.name, world.setup.aborted);
  }),

  behaviour(
    "X8: connectionLost once and last, whichever side closes, and both at once",
    async (world) => {
      const { server, client } = await world.pair();
      client.send("a");
      server.send("b");
      client.transport.loseConnection();
      server.transport.loseConnection();
      await world.lost(server, client);
      for (const peer of [server, client]) {
        same("made first", peer.events[0], "made");
        check("lost last", peer.events.at(-1)!.startsWith("lost "));
        same("lost once", peer.events.filter((event) => event.startsWith("lost ")).length, 1);
      }
    },
  ),

  behaviour(
    "X11: half a connection: the answer comes after the question has ended",
    async (world) => {
      if (!world.setup.halfClose) return;
      const { server, client } = await world.pair(
        {
          halfCloseable: true,
          readLost: (peer) => {
            peer.send(`${peer.received}, you said`);
            peer.transport.loseConnection();
          },
        },
        { halfCloseable: true },
      );
      client.send("question");
      client.transport.loseWriteConnection();
      await world.lost(server, client);
      same("answer", client.received, "question, you said");
      same(
        "reasons",
        [client.reason?.name, server.reason?.name],
        [world.setup.clientDone, "ConnectionDone"],
      );
    },
  ),

  behaviour(
    "X6: a protocol that is paused is given nothing, and then everything",
    async (world) => {
      const { server, client } = await world.pair({
        made: (peer) => peer.transport.pauseProducing(),
      });
      client.transport.write(new Uint8Array(BULK));
      client.send("end");
      await world.settle();
      same("while paused", server.count, 0);
      server.transport.resumeProducing();
      await world.until("all has come", () => server.count === BULK + 3);
    },
  ),

  behaviour("X4: a push producer is paused while the peer reads nothing", async (world) => {
    const { server, client } = await world.pair({
      made: (peer) => peer.transport.pauseProducing(),
    });
    let produced = 0;
    let paused = false;
    const producer = {
      pauseProducing: () => {
        paused = true;
      },
      resumeProducing: () => {
        paused = false;
      },
      stopProducing: () => {
        paused = true;
      },
    };
    client.transport.registerProducer(producer, true);
    const LIMIT = 64 * BULK;
    while (!paused && produced < LIMIT) {
      for (let i = 0; i < 16 && !paused; i++) {
        client.transport.write(new Uint8Array(65_536));
        produced += 65_536;
      }
      await world.setup.pass();
    }
    check(`it was paused before ${LIMIT} bytes`, paused);
    server.transport.resumeProducing();
    await world.until("all has come", () => server.count === produced);
    await world.until("it is resumed", () => !paused);
    client.transport.unregisterProducer();
  }),

  behaviour("X20: both addresses answer for ever, also when it is over", async (world) => {
    const { server, client } = await world.pair();
    const addresses = (): string[] =>
      [server, client].flatMap(({ transport }) => [
        String(transport.getHost()),
        String(transport.getPeer()),
      ]);
    const before = addresses();
    client.transport.loseConnection();
    await world.lost(server, client);
    same("addresses", addresses(), before);
  }),
];
