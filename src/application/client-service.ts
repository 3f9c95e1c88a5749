/**
 * A client connection that comes back: connects while it runs, and again when the connection is lost.
 *
 * At any time there is at most one connection (an attempt, open, or closing) or one retry on the
 * clock, never both. All else follows from `running` and from how that connection ends.
 */
import { implementer } from "../components/index.ts";
import {
  type Awaitable,
  CancelledError,
  type Deferred,
  Failure,
  fail,
  succeed,
  withSignal,
} from "../deferred/index.ts";
import { Logger } from "../logger/index.ts";
import {
  type Cancellable,
  type Figures,
  type IDelayedCall,
  IFigures,
  type IProtocol,
  type IReactorRandom,
  type IReactorTime,
  type IStreamClientEndpoint,
} from "../net/index.ts";
import { factoryFrom, type ProtocolSource } from "../protocols/index.ts";
import { backoffPolicy } from "../task/index.ts";
import { ClientConnection, type ConnectionPlan } from "./client-connection.ts";
import { ConnectedWaiters } from "./connected-waiters.ts";
import { Service } from "./service.ts";
import { servicePath } from "./service-path.ts";
import { Waiters } from "./waiters.ts";

const log = new Logger({ namespace: "torsion.application" });

export interface ClientServiceOptions<P> {
  /** The reactor: it tells the time, and draws the jitter of the default policy. */
  readonly clock: IReactorTime & IReactorRandom;
  /**
   * Seconds to wait after so many failures in a row (1 after the first, and after a connection that
   * was lost). By default `backoffPolicy` with up to a second of jitter (E10).
   */
  readonly retryPolicy?: (failedAttempts: number) => number;
  /** Log in, say, before anyone is given the protocol; if it fails, so has the attempt. */
  readonly prepareConnection?: (protocol: P) => Awaitable<unknown>;
  /** How long a connection may take to close before it is aborted; 10 by default. */
  readonly disconnectSeconds?: number;
}

export interface WhenConnectedOptions extends Cancellable {
  /** Fail when so many attempts in a row, counted from now on, have failed; by default never. */
  readonly failAfterFailures?: number;
}

export class ClientService<P extends IProtocol = IProtocol> extends Service implements IFigures {
  static {
    implementer(IFigures)(this);
  }
  readonly #plan: ConnectionPlan<P>;
  readonly #retryPolicy: (failedAttempts: number) => number;
  readonly #defaultPolicy: (failedAttempts: number) => number;
  #connection: ClientConnection<P> | null = null;
  #protocol: P | null = null;
  #retry: IDelayedCall | null = null;
  #failures = 0;
  /** It was stopped and not started again. One that was never started may be waited for. */
  #ended = false;
  readonly #connected = new ConnectedWaiters<P>();
  readonly #stopped = new Waiters<void>();

  constructor(
    endpoint: IStreamClientEndpoint,
    source: ProtocolSource<P>,
    { clock, retryPolicy, prepareConnection, disconnectSeconds = 10 }: ClientServiceOptions<P>,
  ) {
    super();
    this.#plan = {
      endpoint,
      factory: factoryFrom(source),
      clock,
      disconnectSeconds,
      prepareConnection,
      ready: (connection, protocol) => this.#ready(connection, protocol),
      lost: () => {
        this.#protocol = null;
      },
      over: (connection, reason) => this.#over(connection, reason),
    };
    this.#defaultPolicy = backoffPolicy({ jitter: () => clock.random() });
    this.#retryPolicy = retryPolicy ?? this.#defaultPolicy;
  }

  /**
   * Fires with the connected protocol: the user's own, and prepared; at once, or when there is one.
   *
   * Fails with the reason of the last of `failAfterFailures` attempts, and with `CancelledError` when
   * the service stops, or has been stopped.
   */
  whenConnected({
    failAfterFailures = Number.POSITIVE_INFINITY,
    signal,
  }: WhenConnectedOptions = {}): Deferred<P> {
    if (!(failAfterFailures >= 1))
      throw new RangeError(`failAfterFailures ${failAfterFailures} has to be 1 or more`);
    if (this.#protocol !== null) return succeed(this.#protocol);
    if (this.#ended && this.#connection === null) return fail(stoppedError());
    return withSignal(this.#connected.wait(failAfterFailures), signal);
  }

  /** For who inspects the program. */
  figures(): Figures {
    const retry = this.#retry;
    const state =
      this.#protocol !== null
        ? "connected"
        : this.#connection !== null
          ? this.#connection.stopping
            ? "closing"
            : "connecting"
          : retry !== null
            ? "waiting"
            : "stopped";
    return {
      state,
      ...(this.#failures > 0 && { failures: this.#failures }),
      ...(retry !== null && { retrySeconds: retry.getTime() - this.#plan.clock.seconds() }),
    };
  }

  /** Begins to connect, and does not wait for it: see {@link ClientService.whenConnected}. */
  override startService(): void {
    super.startService();
    this.#ended = false;
    this.#failures = 0;
    // Still closing the last connection: its end is the new beginning.
    if (this.#connection === null) this.#connect();
  }

  /**
   * Closes the connection, or gives the attempt up. Fires when nothing is left of it; cancelling that
   * aborts the connection.
   */
  override stopService(): Deferred<void> {
    super.stopService();
    this.#ended = true;
    this.#protocol = null;
    if (this.#retry?.active) this.#retry.cancel();
    this.#retry = null;
    const connection = this.#connection;
    if (connection === null) {
      this.#connected.callback(new Failure(stoppedError()));
      return succeed(undefined);
    }
    const stopped = this.#stopped.wait(() => connection.abort());
    connection.stop();
    return stopped;
  }

  #connect(): void {
    this.#retry = null;
    this.#connection = new ClientConnection(this.#plan);
    this.#connection.start();
  }

  #ready(connection: ClientConnection<P>, protocol: P): void {
    if (connection.stopping) return;
    this.#failures = 0;
    this.#protocol = protocol;
    this.#connected.callback(protocol);
  }

  #over(connection: ClientConnection<P>, reason: Failure): void {
    this.#connection = null;
    if (!connection.stopping) {
      this.#tryLater(reason);
      if (!connection.wasReady) this.#connected.attemptFailed(reason);
      return;
    }
    if (this.running) this.#connect();
    else this.#connected.callback(new Failure(stoppedError()));
    this.#stopped.callback(undefined);
  }

  #tryLater(reason: Failure): void {
    this.#failures += 1;
    const seconds = this.#delay();
    log.info("{path}: not connected ({reason}), trying again in {seconds} s", {
      path: servicePath(this),
      reason: reason.getErrorMessage(),
      attempt: this.#failures,
      seconds,
    });
    this.#retry = this.#plan.clock.callLater(seconds, () => this.#connect());
  }

  /** What the policy says; a policy that is broken does not keep the service from coming back. */
  #delay(): number {
    try {
      const seconds = this.#retryPolicy(this.#failures);
      if (seconds >= 0 && Number.isFinite(seconds)) return seconds;
      throw new RangeError(`the retry policy gave ${seconds}: it has to be seconds, 0 or more`);
    } catch (thrown) {
      log.failure("{path}: the retry policy failed", thrown, { path: servicePath(this) });
      return this.#defaultPolicy(this.#failures);
    }
  }
}

function stoppedError(): CancelledError {
  return new CancelledError("the service was stopped");
}
