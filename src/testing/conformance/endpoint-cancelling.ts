/** Giving up: at any moment, by either way, and nothing is left. */
import { behaviour, type ConformanceCase } from "./case.ts";
import type { EndpointWorld } from "./endpoint-world.ts";
import { check, same } from "./errors.ts";
import type { Peer } from "./peer.ts";
import { PeerFactory } from "./peer-factory.ts";

type Case = ConformanceCase<EndpointWorld>;

/** Of time that passes between the beginning of an attempt and its cancelling. */
const MOMENTS = 40;

export const endpointCancelling: readonly Case[] = [
  behaviour("an attempt that is cancelled at once fails, and nothing was built", async (world) => {
    const servers = new PeerFactory();
    await world.listen(servers);
    const clients = new PeerFactory();
    const connecting = world.connect(clients);
    connecting.cancel();
    same("failure", (await world.failure(connecting)).name, "ConnectingCancelledError");
    await world.settle();
    same("built", clients.peers.length, 0);
    await world.until("the server has nobody", () => servers.peers.every((peer) => !peer.open));
  }),

  behaviour(
    "an attempt can be cancelled at any moment: it fails, or it is connected",
    async (world) => {
      const servers = new PeerFactory();
      await world.listen(servers);
      for (let moment = 0; moment < MOMENTS; moment++) {
        const clients = new PeerFactory();
        const connecting = world.connect(clients);
        for (let i = 0; i < moment && !connecting.called; i++) await world.setup.pass();
        connecting.cancel();
        const outcome: Peer | Error = await world.result(
          connecting.addErrback((failure) => failure.value),
        );
        if (!(outcome instanceof Error)) {
          check("it lives", outcome.open);
          return;
        }
        same("failure", outcome.name, "ConnectingCancelledError");
        await world.until("nothing is open", () =>
          [...clients.peers, ...servers.peers].every((peer) => !peer.open),
        );
      }
    },
  ),

  behaviour(
    "an attempt that is cancelled while its protocol is built, or begins, leaves nothing",
    async (world) => {
      const servers = new PeerFactory();
      await world.listen(servers);
      const inMade = new PeerFactory({ made: () => made.cancel() });
      const made = world.connect(inMade);
      same("failure", (await world.failure(made)).name, "ConnectingCancelledError");
      await world.until("it is lost", () => inMade.peer.reason !== undefined);
      class CancelsInBuild extends PeerFactory {
        override buildProtocol(): Peer | null {
          built.cancel();
          return super.buildProtocol();
        }
      }
      const inBuild = new CancelsInBuild();
      const built = world.connect(inBuild);
      same("failure", (await world.failure(built)).name, "ConnectingCancelledError");
      await world.until("nothing is open", () =>
        [...inBuild.peers, ...servers.peers].every((peer) => !peer.open),
      );
    },
  ),

  behaviour("an attempt where nobody answers can be cancelled", async (world) => {
    const { silent } = world.setup;
    if (silent === undefined) return;
    const clients = new PeerFactory();
    const connecting = world.connectTo(silent, clients);
    for (let i = 0; i < 5; i++) await world.setup.pass();
    check("it waits", !connecting.called);
    connecting.cancel();
    check("it fails at once", connecting.called);
    same("failure", (await world.failure(connecting)).name, "ConnectingCancelledError");
    await world.settle();
    same("built", clients.peers.length, 0);
  }),

  behaviour("a signal cancels an attempt, and is let go of afterwards", async (world) => {
    await world.listen(new PeerFactory());
    const aborted = new WatchedSignal();
    const connecting = world.connect(new PeerFactory(), { signal: aborted.signal });
    aborted.abort();
    same("failure", (await world.failure(connecting)).name, "ConnectingCancelledError");
    const kept = new WatchedSignal();
    const connected = await world.result(world.connect(new PeerFactory(), { signal: kept.signal }));
    same("listeners of the signal that was not", kept.listeners, 0);
    kept.abort();
    await world.settle();
    check("a connection that is made lives on", connected.open);
  }),

  behaviour("a signal that is aborted already fails the attempt", async (world) => {
    const servers = new PeerFactory();
    await world.listen(servers);
    const clients = new PeerFactory();
    const connecting = world.connect(clients, { signal: AbortSignal.abort() });
    same("failure", (await world.failure(connecting)).name, "ConnectingCancelledError");
    await world.settle();
    same("built", clients.peers.length, 0);
  }),

  behaviour("cancelling what is connected does nothing", async (world) => {
    const servers = new PeerFactory();
    await world.listen(servers);
    const connecting = world.connect(new PeerFactory());
    const connected = await world.result(connecting);
    connecting.cancel();
    await world.settle();
    check("it lives", connected.open);
  }),
];

type Listening = Parameters<AbortSignal["addEventListener"]>;

/** An `AbortSignal`, and how many listen to it. */
export class WatchedSignal {
  listeners = 0;
  readonly #controller = new AbortController();

  constructor() {
    const { signal } = this.#controller;
    const { addEventListener, removeEventListener } = signal;
    const known = new Set<unknown>();
    signal.addEventListener = (...[type, listener, options]: Listening) => {
      known.add(listener);
      this.listeners = known.size;
      addEventListener.call(signal, type, listener, options);
    };
    signal.removeEventListener = (...[type, listener, options]: Listening) => {
      known.delete(listener);
      this.listeners = known.size;
      removeEventListener.call(signal, type, listener, options);
    };
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  abort(): void {
    this.#controller.abort();
  }
}
