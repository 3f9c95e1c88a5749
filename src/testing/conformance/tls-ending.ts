/** How TLS ends: close_notify, and its absence (X24, X25). */
import { behaviour, type ConformanceCase } from "./case.ts";
import { check, same } from "./errors.ts";
import type { Peer } from "./peer.ts";
import { PeerFactory } from "./peer-factory.ts";
import { Relay } from "./relay.ts";
import type { TLSWorld } from "./tls-world.ts";

const secured = (): void => {};

/** A server, a client, and a relay between them. */
interface Relayed {
  readonly relay: Relay;
  readonly server: Peer;
  readonly client: Peer;
}

export async function relayed(
  world: TLSWorld,
  options: { readonly meddle?: Relay["meddle"] } = {},
): Promise<Relayed> {
  const servers = new PeerFactory({ secured });
  const clients = new PeerFactory({ secured });
  const port = await world.listen(servers);
  const { relay, at } = await Relay.to(world, port.getHost());
  if (options.meddle) relay.meddle = options.meddle;
  world.connect(clients, at);
  world.keep(servers);
  await world.until("both are made", () => servers.peers.length + clients.peers.length === 2);
  return { relay, server: servers.peer, client: clients.peer };
}

export async function relayedAndSecured(world: TLSWorld): Promise<Relayed> {
  const all = await relayed(world);
  await world.until("both are secured", () =>
    [all.server, all.client].every(({ events }) => events.includes("secured")),
  );
  return all;
}

export const tlsEnding: readonly ConformanceCase<TLSWorld>[] = [
  behaviour(
    "X25: FIN without close_notify is ConnectionLost: it may have been cut",
    async (world) => {
      const { relay, server, client } = await relayedAndSecured(world);
      client.send("half of it");
      await world.until("it has come", () => server.received === "half of it");
      relay.cut("server", "client");
      await world.bothLost(server, client);
      for (const peer of [server, client]) {
        same("reason", peer.events.at(-1), "lost ConnectionLost");
        check("it says so", /close_notify/.test(peer.reason!.message));
      }
    },
  ),

  behaviour("X25: FIN in the middle of the handshake is ConnectionLost", async (world) => {
    const { relay, server, client } = await relayed(world, { meddle: () => null });
    await world.until("the relay has both", () => relay.carried.length > 0);
    await world.until("both ends", () => relay.ends.server?.open === true);
    relay.cut("server", "client");
    await world.bothLost(server, client);
    for (const peer of [server, client]) same("reason", peer.events.at(-1), "lost ConnectionLost");
  }),

  behaviour(
    "X24: a peer that never answers close_notify is waited for only so long",
    async (world) => {
      const { relay, server, client } = await relayedAndSecured(world);
      relay.meddle = (bytes, from) => (from === "client" ? null : bytes);
      client.transport.pauseProducing();
      server.transport.loseConnection();
      await world.until("it is over", () => server.reason !== undefined);
      same("server", server.events.at(-1), "lost ConnectionDone");
    },
  ),

  behaviour(
    "X24: loseConnection before the handshake waits for it, and for a limited time",
    async (world) => {
      const { server, client } = await relayed(world, { meddle: () => null });
      client.transport.loseConnection();
      await world.until("it is over", () => client.reason !== undefined);
      same("client", client.events.at(-1), "lost ConnectionDone");
      await world.until("the server knows", () => server.reason !== undefined);
      same("server", server.events.at(-1), "lost ConnectionLost");
    },
  ),

  behaviour("X24: abortConnection does not wait for the handshake", async (world) => {
    const { client } = await relayed(world, { meddle: () => null });
    client.send("never sent");
    client.transport.abortConnection();
    await world.until("it is over", () => client.reason !== undefined);
    same("client", client.events, ["made", "lost ConnectionAborted"]);
  }),
];
