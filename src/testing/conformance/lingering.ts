/** A close after which the peer has its time (`ILingeringTransport`), on transports that can do that. */
import { ILingeringTransport } from "../../net/index.ts";
import { behaviour, type ConformanceCase } from "./case.ts";
import { same } from "./errors.ts";
import type { Peer } from "./peer.ts";

const UNREAD = new Uint8Array(200_000);
const ANSWER = new Uint8Array(300_000);

function linger({ transport }: Peer, seconds: number): void {
  const able: unknown = transport;
  if (ILingeringTransport.providedBy(able)) able.lingeringClose(seconds);
  else transport.loseConnection();
}

export const lingering: readonly ConformanceCase[] = [
  behaviour(
    "X3: a lingering close: the answer comes whole, whatever of the peer's nobody has read",
    async (world) => {
      const { server, client } = await world.pair(
        { made: (peer) => peer.transport.pauseProducing() },
        // It goes on with its requests until it hears of the end.
        {
          data: (peer) => peer.count < ANSWER.length && peer.transport.write(UNREAD.slice(0, 999)),
        },
      );
      const able: unknown = server.transport;
      if (!ILingeringTransport.providedBy(able)) return;
      client.transport.write(UNREAD);
      await world.settle();
      server.transport.write(ANSWER);
      able.lingeringClose(5);
      server.send("written in the same turn");
      await world.bothLost(server, client);
      same("server", server.events, ["made", "lost ConnectionDone"]);
      same("client", client.events, ["made", "data", "lost ConnectionDone"]);
      same("received", client.count, ANSWER.length + 24);
    },
  ),

  behaviour("a lingering close ends when its time is over, if the peer does not", async (world) => {
    const { server, client } = await world.pair({}, { halfCloseable: true });
    server.send("bye");
    linger(server, 0.2);
    await world.until("it is closed", () => server.reason !== undefined);
    same("server", server.events, ["made", "lost ConnectionDone"]);
    same("client", client.events.slice(0, 2), ["made", "data"]);
    client.transport.abortConnection();
    await world.bothLost(server, client);
  }),

  ...(["loseConnection", "abortConnection"] as const).map((cut) =>
    behaviour(`a lingering close is cut short by ${cut}, and is one end`, async (world) => {
      const { server, client } = await world.pair({}, { halfCloseable: true });
      server.send("bye");
      linger(server, 1e6);
      await world.until("the peer has it", () => client.received === "bye");
      await world.settle();
      server.transport[cut]();
      await world.until("it is closed", () => server.reason !== undefined);
      same("server", server.events.length, 2);
      client.transport.abortConnection();
      await world.bothLost(server, client);
    }),
  ),
];
