/** A close that comes to its end: `loseConnection` and, where the peer takes too long over the rest, `abortConnection`. */
import type { IReactorTime, IStreamTransport } from "../../net/index.ts";
import { Timeout } from "./timeout.ts";

/** As long as a transport gives a peer that has closed itself. */
export const GRACE_SECONDS = 30;

export class TimedClose {
  readonly #timeout: Timeout;
  #transport: IStreamTransport | null = null;

  constructor(clock: Pick<IReactorTime, "callLater">) {
    this.#timeout = new Timeout(clock, () => this.#transport?.abortConnection());
  }

  /** `connectionLost` will be given `reason`, if there is one, whichever way it ends; it may take `graceSeconds`. */
  close(transport: IStreamTransport, reason: Error | undefined, graceSeconds: number): void {
    if (this.#transport !== null) return;
    this.#transport = transport;
    this.#timeout.setTimeout(graceSeconds);
    transport.loseConnection(reason);
  }

  /** The connection has been lost: nobody need wait. */
  end(): void {
    this.#timeout.end();
  }
}
