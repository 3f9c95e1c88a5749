/** How bytes go out: writing, flushing, and what is dropped. */
import { behaviour, type ConformanceCase } from "./case.ts";
import { check, same, throws } from "./errors.ts";
import { bytesOf } from "./peer.ts";

const BULK = 3_000_000;

export const sending: readonly ConformanceCase[] = [
  behaviour("X1: write takes bytes, and nothing else", async (world) => {
    const { client } = await world.pair({});
    for (const wrong of ["text", 7, null, [1, 2], new ArrayBuffer(2)])
      throws(`write(${typeof wrong})`, "NotBytesError", () =>
        client.transport.write(wrong as unknown as Uint8Array),
      );
    check("the connection lives", client.open);
  }),

  behaviour("X1: writes arrive whole and in order, however many", async (world) => {
    const { server, client } = await world.pair({});
    let expected = "";
    for (let i = 0; i < 2000; i++) {
      client.send(`${i};`);
      expected += `${i};`;
    }
    await world.until("all has come", () => server.count >= expected.length);
    same("received", server.received, expected);
  }),

  behaviour("X1: write never blocks: megabytes are buffered and arrive", async (world) => {
    const { server, client } = await world.pair({});
    client.transport.write(new Uint8Array(BULK));
    client.send("end");
    await world.until("all has come", () => server.count === BULK + 3);
  }),

  behaviour("X1: writeSequence is as many writes", async (world) => {
    const { server, client } = await world.pair({});
    client.transport.writeSequence([bytesOf("a"), bytesOf(""), bytesOf("bc")]);
    await world.until("all has come", () => server.count === 3);
    const wrong = [bytesOf("d"), "e" as unknown as Uint8Array];
    throws("a sequence with a mistake", "NotBytesError", () =>
      client.transport.writeSequence(wrong),
    );
    await world.settle();
    same("received", server.received, "abc");
  }),

  behaviour("X1: write after the connection is lost is ignored", async (world) => {
    const { server, client } = await world.pair({});
    client.transport.abortConnection();
    await world.bothLost(server, client);
    client.send("late");
    client.transport.loseConnection();
    client.transport.abortConnection();
    await world.settle();
    same("client", client.events, ["made", "lost ConnectionAborted"]);
  }),

  behaviour(
    "X2: what is written before loseConnection is sent, what is written after is dropped",
    async (world) => {
      const { server, client } = await world.pair({});
      client.send("before");
      client.transport.loseConnection();
      client.send("after");
      await world.bothLost(server, client);
      same("received", server.received, "before");
    },
  ),

  behaviour(
    "X3: loseConnection flushes megabytes, and is an orderly end on both sides",
    async (world) => {
      const { server, client } = await world.pair({});
      client.transport.write(new Uint8Array(BULK));
      client.transport.loseConnection();
      client.transport.loseConnection();
      check("disconnecting", client.transport.disconnecting);
      await world.bothLost(server, client);
      same("received", server.count, BULK);
      same("server", server.events.at(-1), "lost ConnectionDone");
      same("client", client.events.at(-1), "lost ConnectionDone");
    },
  ),

  behaviour("X3: after loseConnection nothing more is read", async (world) => {
    const { server, client } = await world.pair({
      data: (peer) => peer.transport.loseConnection(),
    });
    client.send("1");
    await world.until("the first has come", () => server.count > 0);
    client.send("2");
    await world.bothLost(server, client);
    same("received", server.received, "1");
  }),

  behaviour(
    "bytes given to dataReceived belong to the protocol and never change",
    async (world) => {
      const kept: Uint8Array[] = [];
      const { server, client } = await world.pair({ data: (_peer, data) => void kept.push(data) });
      for (let i = 0; i < 20; i++) {
        client.send(String.fromCharCode(65 + i).repeat(100));
        await world.until("it has come", () => server.count === (i + 1) * 100);
      }
      const all = kept.map((data) => String.fromCharCode(...data)).join("");
      same(
        "kept",
        all,
        [...Array(20).keys()].map((i) => String.fromCharCode(65 + i).repeat(100)).join(""),
      );
    },
  ),

  behaviour(
    "writes made in the order of turns keep it, inside and outside of callbacks",
    async (world) => {
      const { server, client } = await world.pair({
        data: (peer) => {
          peer.send("inside;");
          Promise.resolve().then(() => peer.send("after;"));
        },
      });
      client.send("!");
      await world.until("both have come", () => client.count === 13);
      same("received", client.received, "inside;after;");
      check("open", server.open);
    },
  ),
];
