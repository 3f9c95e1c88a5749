/** The two sides of a scenario, each of which can be in a process of its own: what they do, and what they have seen. */
import type { Deferred } from "torsion/deferred";
import type { IAddress, IConnector, IListeningPort, IProtocolFactory } from "torsion/net";
import { TwinClient } from "./client.ts";
import { Diary, named } from "./diary.ts";
import type { Records } from "./play.ts";
import type { Action, Actor, ClientRole, Role } from "./scenario.ts";
import { TwinServer } from "./server.ts";
import type { TwinProtocol } from "./twin-protocol.ts";

export interface Party {
  /** In this turn; `who` is of this side. */
  perform(who: Actor, actions: readonly Action[]): void;
  pages(): Records;
  /** Leave nothing open. Gives those who are still to hear of it. */
  close(): readonly TwinProtocol[];
}

/** What the side that listens needs of its world. */
export interface ServerWorld {
  later(run: () => void): void;
  /** @param at where it has listened before. */
  listen(factory: IProtocolFactory, at: IAddress | undefined): Deferred<IListeningPort>;
}

export class ServerParty implements Party {
  readonly #world: ServerWorld;
  readonly #server: TwinServer;
  #port: IListeningPort | null = null;
  /** Where it listens, or has listened. */
  at: IAddress | undefined;

  /** @param roles of the connections in the order in which they come; the last is that of all others as well. */
  constructor(world: ServerWorld, roles: readonly Role[]) {
    this.#world = world;
    this.#server = new TwinServer(roles, {
      later: (run) => world.later(run),
      act: (action) => this.#act(action),
    });
  }

  listen(): void {
    this.#world.listen(this.#server, this.at).addCallbacks(
      (port) => {
        this.#port = port;
        this.at = port.getHost();
        this.#server.diary.add("listens");
      },
      (failure) => this.#server.diary.add(`does not listen: ${named(failure.value)}`),
    );
  }

  perform(who: Actor, actions: readonly Action[]): void {
    if (who === "port") for (const action of actions) this.#act(action);
    else this.#server.protocols[numberOf(who)]!.perform(actions);
  }

  pages(): Records {
    const pages = this.#server.protocols.map(({ diary }, i) => [`server ${i}`, diary.page()]);
    return { port: this.#server.diary.page(), ...Object.fromEntries(pages) };
  }

  close(): readonly TwinProtocol[] {
    const { protocols } = this.#server;
    for (const protocol of protocols) protocol.end();
    this.#port?.stopListening();
    return protocols;
  }

  #act(action: Action): void {
    if (action.do === "listen") this.listen();
    else if (action.do === "stopListening")
      this.#port!.stopListening().addCallback(() => this.#server.diary.add("stopped listening"));
    else throw new Error(`a port cannot ${action.do}`);
  }
}

/** What the side that connects needs of its world. */
export interface ClientWorld {
  later(run: () => void): void;
  connect(factory: TwinClient, role: ClientRole): IConnector;
}

export class ClientParty implements Party {
  readonly #clients: readonly TwinClient[];

  constructor(world: ClientWorld, roles: readonly ClientRole[]) {
    this.#clients = roles.map(
      (role) =>
        new TwinClient(new Diary(), role, {
          later: (run) => world.later(run),
          connect: (factory) => world.connect(factory, role),
        }),
    );
  }

  perform(who: Actor, actions: readonly Action[]): void {
    const those = who === "clients" ? this.#clients : [this.#clients[numberOf(who)]!];
    for (const client of those) client.perform(actions);
  }

  pages(): Records {
    return Object.fromEntries(this.#clients.map(({ diary }, i) => [`client ${i}`, diary.page()]));
  }

  close(): readonly TwinProtocol[] {
    const protocols = this.#clients.flatMap((client) => client.protocols);
    for (const client of this.#clients) client.disconnect();
    for (const protocol of protocols) protocol.end();
    return protocols;
  }
}

/** Is it of the side that connects? */
export function isClient(who: Actor): boolean {
  return who.startsWith("client");
}

function numberOf(who: Actor): number {
  return Number(who.split(" ")[1]);
}
