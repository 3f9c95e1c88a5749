/** Where connections to be pulled come from: an endpoint that is connected to, or listened on. */
import type { Deferred } from "../deferred/index.ts";
import type {
  Cancellable,
  IListeningPort,
  IStreamClientEndpoint,
  IStreamServerEndpoint,
} from "../net/index.ts";
import { factoryFrom } from "../protocols/index.ts";
import { IncompleteReadError, LimitOverrunError } from "./errors.ts";
import { PulledConnection, type PulledConnectionOptions } from "./pulled-connection.ts";
import { ServingFactory } from "./serving-factory.ts";

/** Connect, and give the connection to pull from. Close it when it is no longer needed. */
export function openConnection(
  endpoint: IStreamClientEndpoint,
  { signal, ...options }: PulledConnectionOptions & Cancellable = {},
): Deferred<PulledConnection> {
  return endpoint.connect(
    factoryFrom(() => new PulledConnection(options)),
    { signal },
  );
}

/** What is to be done with each connection: mostly an async function. */
export type OnConnection = (connection: PulledConnection) => unknown;

/** Hands each connection over, and closes it when what is to be done is done. */
export class PulledConnectionFactory extends ServingFactory<PulledConnection> {
  constructor(onConnection: OnConnection, options: PulledConnectionOptions = {}) {
    super(() => new ServedConnection(onConnection, options));
  }
}

class ServedConnection extends PulledConnection {
  readonly #onConnection: OnConnection;

  constructor(onConnection: OnConnection, options: PulledConnectionOptions) {
    super(options);
    this.#onConnection = onConnection;
  }

  override async connectionMade(): Promise<void> {
    try {
      await this.#onConnection(this);
      this.close();
    } catch (thrown) {
      // The end of the connection is no news; and what the peer has done wrong is no mistake of the program.
      if (thrown instanceof IncompleteReadError || thrown instanceof LimitOverrunError)
        this.abort(thrown);
      else if (thrown !== this.reason) throw thrown;
    }
  }
}

/**
 * Listen, and call `onConnection` for each connection, which is closed when that is done. What it throws ends the
 * connection and is logged, but for what the peer's own end, or a message that is cut or too long, makes reads throw.
 */
export function serveConnections(
  endpoint: IStreamServerEndpoint,
  onConnection: OnConnection,
  { signal, ...options }: PulledConnectionOptions & Cancellable = {},
): Deferred<IListeningPort> {
  return endpoint.listen(new PulledConnectionFactory(onConnection, options), { signal });
}
