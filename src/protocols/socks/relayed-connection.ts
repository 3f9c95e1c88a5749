/** The connection that a SOCKS server has made, or accepted, for its client; from then on the two are one (F14). */
import { ProxyClient } from "../portforward.ts";
import type { Handover } from "./server.ts";

export class RelayedConnection extends ProxyClient {
  readonly #handOver: (made: RelayedConnection) => Handover | null;

  /** @param handOver gives the client's side, when this one is there; `null` where nobody wants it any more. */
  constructor(handOver: (made: RelayedConnection) => Handover | null) {
    super();
    this.#handOver = handOver;
  }

  override connectionMade(): void {
    const client = this.#handOver(this);
    if (client !== null) {
      this.setPeer(client.side);
      client.side.setPeer(this);
      // Before what is read from now on.
      if (client.unread.length > 0) client.side.dataReceived(client.unread);
    }
    super.connectionMade();
  }
}
