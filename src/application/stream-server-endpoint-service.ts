/**
 * A service that listens while it runs.
 *
 * A port that cannot be opened is never silent (E12): starting fails with it, and who started it says so.
 */
import { implementer } from "../components/index.ts";
import { type Deferred, succeed } from "../deferred/index.ts";
import { Logger } from "../logger/index.ts";
import {
  type Figures,
  IFigures,
  type IListeningPort,
  type IStreamServerEndpoint,
} from "../net/index.ts";
import type { ProtocolSource } from "../protocols/index.ts";
import { DrainingFactory } from "./draining-factory.ts";
import { type DrainOptions, IDrainableService } from "./interfaces.ts";
import { Service } from "./service.ts";
import { servicePath } from "./service-path.ts";
import { ServicePort } from "./service-port.ts";

const log = new Logger({ namespace: "torsion.application" });

export class StreamServerEndpointService extends Service implements IFigures, IDrainableService {
  static {
    implementer(IFigures, IDrainableService)(this);
  }
  /** Where it listens. */
  readonly endpoint: IStreamServerEndpoint;
  readonly #factory: DrainingFactory;
  readonly #port = new ServicePort(() => this.#open());
  /** Until it is stopped. */
  #draining = false;

  constructor(endpoint: IStreamServerEndpoint, source: ProtocolSource) {
    super();
    this.endpoint = endpoint;
    this.#factory = new DrainingFactory(source);
  }

  /** The port, while it is open: `service.port?.getHost()` says where. */
  get port(): IListeningPort | null {
    return this.#port.port;
  }

  /** For who inspects the program. */
  figures(): Figures {
    return this.#port.figures();
  }

  /** Opens the port. Fires when it is open; fails with a `CannotListenError`. */
  override privilegedStartService(): Deferred<void> {
    return this.#listen();
  }

  /** Opens the port, if that was not done before. Cancelling it gives the port up. */
  override startService(): Deferred<void> {
    super.startService();
    return this.#listen();
  }

  /** Fires when the port is closed. Connections that there are live on. */
  override stopService(): Deferred<void> {
    super.stopService();
    this.#draining = false;
    return this.#port.close();
  }

  /**
   * Stops listening at once, and has each connection finish what it has accepted, where its protocol is `IDrainable`; the
   * others are closed, after a flush. Fires when the last has ended. A start before it is stopped does not listen.
   */
  drainService({ signal }: DrainOptions = {}): Deferred<void> {
    this.#draining = true;
    // Whoever is accepted while the port is being closed is refused.
    const drained = this.#factory.drain();
    const closed = this.#port.close();
    const timeIsOver = (): void => {
      const { count } = this.#factory;
      log.warn("{path}: the time is over for {count} connections", {
        path: servicePath(this),
        count,
      });
      this.#factory.closeAll();
    };
    if (!drained.called) signal?.addEventListener("abort", timeIsOver, { once: true });
    if (signal?.aborted && !drained.called) timeIsOver();
    return drained
      .addCallback(() => signal?.removeEventListener("abort", timeIsOver))
      .addCallback(() => closed);
  }

  #listen(): Deferred<void> {
    return this.#draining ? succeed(undefined) : this.#port.open();
  }

  #open(): Deferred<IListeningPort> {
    this.#factory.refusing = false;
    return this.endpoint.listen(this.#factory).addCallback((port) => {
      const address = port.getHost();
      log.info("{path} listens on {address}", { path: servicePath(this), address });
      return port;
    });
  }
}
