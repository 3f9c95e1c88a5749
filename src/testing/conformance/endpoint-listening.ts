/** How endpoints listen, and stop. */
import { behaviour, type ConformanceCase } from "./case.ts";
import { WatchedSignal } from "./endpoint-cancelling.ts";
import type { EndpointWorld } from "./endpoint-world.ts";
import { check, same } from "./errors.ts";
import { PeerFactory } from "./peer-factory.ts";

type Case = ConformanceCase<EndpointWorld>;

export const endpointListening: readonly Case[] = [
  behaviour(
    "listen fires with the port, which says where it is, also when it is closed",
    async (world) => {
      const port = await world.listen(new PeerFactory());
      const host = String(port.getHost());
      check("it has an address", host !== "" && host !== "[object Object]");
      await world.result(port.stopListening());
      same("address", String(port.getHost()), host);
    },
  ),

  behaviour(
    "X19: the factory is started before anything is built, and stopped when the port is closed",
    async (world) => {
      const servers = new PeerFactory();
      const port = await world.listen(servers);
      await world.result(world.connect(new PeerFactory()));
      await world.until("served", () => servers.peers.length === 1);
      await world.result(port.stopListening());
      await world.until("stopped", () => servers.events.includes("stop"));
      same("events", servers.events, ["start", "build", "stop"]);
      check("the connection lives on", servers.peer.open);
    },
  ),

  behaviour("stopListening can be called twice", async (world) => {
    const port = await world.listen(new PeerFactory());
    const both = [port.stopListening(), port.stopListening()];
    for (const one of both) await world.result(one);
  }),

  behaviour("a port that is closed can be opened again", async (world) => {
    const first = await world.listen(new PeerFactory());
    await world.result(first.stopListening());
    const servers = new PeerFactory();
    await world.listen(servers);
    await world.result(world.connect(new PeerFactory()));
    await world.until("served", () => servers.peers.length === 1);
  }),

  behaviour("listening that is cancelled leaves the place free", async (world) => {
    const cancelled = new PeerFactory();
    const opening = world.setup.server.listen(cancelled);
    opening.cancel();
    const outcome = await world.result(opening.addErrback((failure) => failure.value));
    // Some places are open at once.
    if (!(outcome instanceof Error)) await world.result(outcome.stopListening());
    const servers = new PeerFactory();
    await world.listen(servers);
    await world.result(world.connect(new PeerFactory()));
    await world.until("served", () => servers.peers.length === 1);
    same("built by the one that was cancelled", cancelled.peers.length, 0);
  }),

  behaviour("a signal is let go of when listening has begun, or was given up", async (world) => {
    const kept = new WatchedSignal();
    const servers = new PeerFactory();
    const port = await world.listening(world.setup.server.listen(servers, { signal: kept.signal }));
    same("listeners", kept.listeners, 0);
    kept.abort();
    await world.settle();
    await world.result(world.connect(new PeerFactory()));
    await world.until("it listens all the same", () => servers.peers.length === 1);
    await world.result(port.stopListening());
    const failure = await world.failure(
      world.setup.server.listen(new PeerFactory(), { signal: AbortSignal.abort() }),
    );
    check("an error", failure instanceof Error);
  }),

  behaviour("X14: a factory that refuses one connection serves the next", async (world) => {
    let refused = 0;
    class RefusesOne extends PeerFactory {
      override buildProtocol(): ReturnType<PeerFactory["buildProtocol"]> {
        refused += 1;
        return refused === 1 ? null : super.buildProtocol();
      }
    }
    const servers = new RefusesOne();
    await world.listen(servers);
    await world.result(world.connect(new PeerFactory()).addErrback(() => null));
    await world.until("refused", () => refused === 1);
    await world.result(world.connect(new PeerFactory()));
    await world.until("served", () => servers.peers.length === 1);
  }),
];
