/** One side of a scenario over TCP, on a reactor of its own: in this process, or in the one that dies. */
import { IHostAddress, type IReactorTCP, type IReactorTime } from "torsion/net";
import type { DeathScenario } from "./death-scenario.ts";
import { ClientParty, type Party, ServerParty } from "./party.ts";
import type { Records } from "./play.ts";
import type { Step } from "./scenario.ts";

/** Where the server is; its port is not known before it listens. */
export interface ServerPlace {
  readonly host: string;
  port(): number;
}

export class Side {
  readonly #reactor: IReactorTime;
  readonly #party: Party;
  readonly #server: ServerParty | undefined;
  /** What a step does may be nothing that shows, and the next one is not to begin before it is done. */
  #turns = 0;

  private constructor(reactor: IReactorTime, party: Party) {
    this.#reactor = reactor;
    this.#party = party;
    this.#server = party instanceof ServerParty ? party : undefined;
  }

  /** The side `which`; a server listens from now on. */
  static of(
    { servers, clients }: DeathScenario,
    which: DeathScenario["dies"],
    reactor: IReactorTCP & IReactorTime,
    { host, port }: ServerPlace,
  ): Side {
    const later = (run: () => void): void => void reactor.callLater(0, run);
    if (which === "client")
      return new Side(
        reactor,
        new ClientParty(
          { later, connect: (factory) => reactor.connectTCP(host, port(), factory) },
          clients,
        ),
      );
    const server = new ServerParty(
      {
        later,
        listen: (factory, at) =>
          reactor.listenTCP(at ? IHostAddress(at).port : 0, factory, { interface: host }),
      },
      servers,
    );
    server.listen();
    return new Side(reactor, server);
  }

  /** Of a server, where it listens; 0: nowhere yet. */
  get port(): number {
    const at = this.#server?.at;
    return at === undefined ? 0 : IHostAddress(at).port;
  }

  perform({ who, actions }: Step): void {
    this.#reactor.callLater(0, () => {
      this.#turns += 1;
      this.#party.perform(who, actions);
    });
  }

  pages(): Records {
    return { ...this.#party.pages(), turns: [`${this.#turns}`] };
  }

  close(): void {
    this.#party.close();
  }
}
