/**
 * A service that listens while it runs.
 *
 * A port that cannot be opened is never silent (E12): starting fails with it, and who started it says
 * so. A start that comes while the old port is still being closed waits for that.
 */
import { implementer } from "../components/index.ts";
import { CancelledError, type Deferred, maybeDeferred, succeed } from "../deferred/index.ts";
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
import { Waiters } from "./waiters.ts";

const log = new Logger({ namespace: "torsion.application" });

export class StreamServerEndpointService extends Service implements IFigures, IDrainableService {
  static {
    implementer(IFigures, IDrainableService)(this);
  }
  /** Where it listens. */
  readonly endpoint: IStreamServerEndpoint;
  readonly #factory: DrainingFactory;
  #port: IListeningPort | null = null;
  #opening: Deferred<void> | null = null;
  #closing = false;
  /** Until it is stopped. */
  #draining = false;
  readonly #opened = new Waiters<void>();
  readonly #closed = new Waiters<void>();

  constructor(endpoint: IStreamServerEndpoint, source: ProtocolSource) {
    super();
    this.endpoint = endpoint;
    this.#factory = new DrainingFactory(source);
  }

  /** The port, while it is open: `service.port?.getHost()` says where. */
  get port(): IListeningPort | null {
    return this.#port;
  }

  /** For who inspects the program. */
  figures(): Figures {
    if (this.#port !== null) return { state: "listening", address: String(this.#port.getHost()) };
    return { state: this.#closing ? "closing" : this.#opening !== null ? "opening" : "closed" };
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
    return this.#closePort();
  }

  /**
   * Stops listening at once, and has each connection finish what it has accepted, where its protocol is `IDrainable`; the
   * others are closed, after a flush. Fires when the last has ended. A start before it is stopped does not listen.
   */
  drainService({ signal }: DrainOptions = {}): Deferred<void> {
    this.#draining = true;
    // Whoever is accepted while the port is being closed is refused.
    const drained = this.#factory.drain();
    const closed = this.#closePort();
    const timeIsOver = (): void => {
      const { size: count } = this.#factory.protocols;
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

  #closePort(): Deferred<void> {
    this.#opening?.cancel();
    const port = this.#port;
    if (port === null) return this.#closing ? this.#closed.wait() : succeed(undefined);
    const closed = this.#closed.wait();
    this.#port = null;
    this.#closing = true;
    maybeDeferred(() => port.stopListening()).addBoth((result) => {
      this.#closing = false;
      this.#closed.callback(result);
    });
    return closed;
  }

  #listen(): Deferred<void> {
    if (this.#port !== null || this.#draining) return succeed(undefined);
    const opened = this.#opened.wait(() => this.#opening?.cancel());
    if (this.#opening === null) this.#open();
    return opened;
  }

  #open(): void {
    const free = this.#closing ? this.#closed.wait() : succeed(undefined);
    // A port that closed badly is closed, which is all that we wait for; but to be cancelled is an end.
    free.addErrback((failure) => (failure.check(CancelledError) ? failure : undefined));
    const opening = free.addCallback(() => {
      this.#factory.refusing = false;
      return this.endpoint.listen(this.#factory);
    });
    this.#opening = opening as Deferred<unknown> as Deferred<void>;
    opening.addCallbacks(
      (port) => {
        this.#opening = null;
        this.#port = port;
        log.info("{path} listens on {address}", {
          path: servicePath(this),
          address: port.getHost(),
        });
        this.#opened.callback(undefined);
      },
      (failure) => {
        this.#opening = null;
        this.#opened.callback(failure);
      },
    );
  }
}
