/** A wire between a client and a server that a case can listen to, cut, and put bytes on. */
import { type IAddress, IHostAddress } from "../../net/index.ts";
import { Peer, type Script } from "./peer.ts";
import { PeerFactory } from "./peer-factory.ts";
import type { TLSWorld } from "./tls-world.ts";

type Side = "client" | "server";

export class Relay {
  /** All that was carried, as it was carried. */
  carried = "";
  /** What to carry in place of some bytes; `null`: nothing. */
  meddle: (bytes: Uint8Array, from: Side) => Uint8Array | null = (bytes) => bytes;
  /** Its own two ends. */
  readonly ends: Partial<Record<Side, Peer>> = {};
  readonly #early: Uint8Array[] = [];

  /** A relay to `to`; gives it, and where clients connect to it. */
  static async to(world: TLSWorld, to: IAddress): Promise<{ relay: Relay; at: IAddress }> {
    const relay = new Relay();
    const port = await world.listenPlain(
      new PeerFactory(() => {
        const client = new Peer(relay.#script("client"));
        relay.ends.client = client;
        const servers = new PeerFactory(() => {
          relay.ends.server = new Peer(relay.#script("server"));
          return relay.ends.server;
        });
        world.keep(servers);
        world.server.connectTCP(world.host, IHostAddress(to).port, servers);
        return client;
      }),
    );
    return { relay, at: port.getHost() };
  }

  /** Send FIN to one side, or both, as a wire would that was cut. */
  cut(...sides: Side[]): void {
    for (const side of sides) this.ends[side]?.transport.loseConnection();
  }

  #script(from: Side): Script {
    const to: Side = from === "client" ? "server" : "client";
    return {
      made: ({ transport }) => {
        if (from === "server") for (const bytes of this.#early.splice(0)) transport.write(bytes);
      },
      data: (_peer, bytes) => {
        for (const byte of bytes) this.carried += String.fromCharCode(byte);
        const carried = this.meddle(bytes, from);
        const other = this.ends[to];
        if (carried === null) return;
        if (other?.transport) other.transport.write(carried);
        else this.#early.push(carried);
      },
      lost: () => this.ends[to]?.transport?.loseConnection(),
    };
  }
}
