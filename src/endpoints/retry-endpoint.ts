/** A place to connect to that is tried again when it fails. */
import { implementer } from "../components/index.ts";
import { Deferred, fail, withSignal } from "../deferred/index.ts";
import {
  type Cancellable,
  ConnectError,
  ConnectingCancelledError,
  type IDelayedCall,
  type IProtocol,
  type IProtocolFactory,
  type IReactorRandom,
  type IReactorTime,
  IStreamClientEndpoint,
  NoProtocol,
  TimeoutError,
} from "../net/index.ts";
import { factoryFrom, type ProtocolSource } from "../protocols/index.ts";
import { backoffPolicy } from "../task/index.ts";
import { whenClosing } from "./adopting-reactor.ts";
import { allFailures, lastFailure } from "./several-failures.ts";

/** How often a `RetryEndpoint` tries, and how long it waits in between. */
export interface RetryOptions {
  /** How many attempts there may be in all, 5 by default. */
  readonly attempts?: number;
  /** Seconds to wait after so many failures, the first of which is 0; by default `backoffPolicy` with up to a second of chance (E10). */
  readonly backoff?: (failures: number) => number;
  /** The time limit of all attempts together; none by default, as each has its own. */
  readonly seconds?: number;
}

/** Of so many, the last ones, a failure tells. */
const MOST_ERRORS = 16;

/** Tries an endpoint again when it has failed with a `ConnectError`. Fails as the last attempt has; with `TimeoutError`. */
export class RetryEndpoint implements IStreamClientEndpoint {
  static {
    implementer(IStreamClientEndpoint)(this);
  }
  readonly #reactor: IReactorTime;
  readonly #endpoint: IStreamClientEndpoint;
  readonly #options: Required<Omit<RetryOptions, "seconds">> & RetryOptions;

  /** Throws `RangeError` for a number of attempts that is none. */
  constructor(
    reactor: IReactorTime & IReactorRandom,
    endpoint: IStreamClientEndpoint,
    options: RetryOptions = {},
  ) {
    const { attempts = 5, backoff = backoffPolicy({ jitter: () => reactor.random() }) } = options;
    if (!(attempts >= 1)) throw new RangeError(`${attempts} attempts; there has to be one`);
    this.#reactor = reactor;
    this.#endpoint = endpoint;
    this.#options = { ...options, attempts, backoff };
  }

  /**
   * Fails with what the last attempt has failed with, whose `cause` has the errors of those before. Only a `ConnectError` is
   * a reason to try again: what the factory or `connectionMade` throws would be thrown again.
   */
  connect<P extends IProtocol>(
    source: ProtocolSource<P>,
    { signal }: Cancellable = {},
  ): Deferred<P> {
    const { attempts, backoff, seconds } = this.#options;
    const limits = { attempts, backoff, seconds };
    const retrying = new Retrying(this.#reactor, this.#endpoint, factoryFrom(source), limits);
    try {
      retrying.begin();
    } catch (thrown) {
      // A number of seconds that is none, or a reactor that has stopped.
      retrying.abandon();
      return fail(thrown);
    }
    return withSignal(retrying.connected, signal);
  }

  toString(): string {
    return `${this.#endpoint}, tried up to ${this.#options.attempts} times`;
  }
}

interface Limits {
  readonly attempts: number;
  readonly backoff: (failures: number) => number;
  readonly seconds: number | undefined;
}

/** One call of `connect`. */
class Retrying<P extends IProtocol> {
  readonly connected: Deferred<P> = new Deferred<P>(() => {
    const text = `connecting to ${this.#endpoint} was cancelled`;
    this.#settle(() => this.connected.errback(new ConnectingCancelledError(text)));
  });
  readonly #reactor: IReactorTime;
  readonly #endpoint: IStreamClientEndpoint;
  readonly #factory: IProtocolFactory<P>;
  readonly #limits: Limits;
  readonly #errors: Error[] = [];
  #failures = 0;
  #limit: IDelayedCall | null = null;
  #pause: IDelayedCall | null = null;
  #attempt: Deferred<P> | null = null;
  #forget: () => void = () => {};
  #settled = false;

  constructor(
    reactor: IReactorTime,
    endpoint: IStreamClientEndpoint,
    factory: IProtocolFactory<P>,
    limits: Limits,
  ) {
    this.#reactor = reactor;
    this.#endpoint = endpoint;
    this.#factory = factory;
    this.#limits = limits;
  }

  begin(): void {
    const { seconds } = this.#limits;
    this.#forget = whenClosing(this.#reactor, () => {
      const text = `no connection to ${this.#endpoint}: the reactor stops`;
      this.#settle(() => this.connected.errback(new ConnectError(text)));
    });
    if (seconds !== undefined)
      this.#limit = this.#reactor.callLater(seconds, () => {
        const cause = this.#errors.length > 0 ? { cause: allFailures(this.#errors) } : {};
        const text = `cannot connect to ${this.#endpoint} in ${seconds} s`;
        this.#settle(() => this.connected.errback(new TimeoutError(text, cause)));
      });
    this.#try();
  }

  /** It has not begun. */
  abandon(): void {
    this.#settle(() => {});
  }

  #try(): void {
    this.#pause = null;
    let attempt: Deferred<P>;
    try {
      attempt = this.#endpoint.connect(this.#factory);
    } catch (thrown) {
      this.#settle(() => this.connected.errback(thrown));
      return;
    }
    this.#attempt = attempt;
    attempt.addCallbacks(
      (protocol) => this.#settle(() => this.connected.callback(protocol)),
      (failure) => this.#failed(failure.value),
    );
    // Cancelled by the factory, while this began.
    if (this.#settled) attempt.cancel();
  }

  #failed(error: Error): void {
    if (this.#settled) return;
    this.#attempt = null;
    const { attempts, backoff } = this.#limits;
    this.#errors.push(error);
    if (this.#errors.length > MOST_ERRORS) this.#errors.shift();
    this.#failures += 1;
    if (this.#failures < attempts && isWorthAnother(error)) {
      try {
        const seconds = backoff(this.#failures - 1);
        this.#pause = this.#reactor.callLater(seconds, () => this.#try());
      } catch (thrown) {
        this.#settle(() => this.connected.errback(thrown));
      }
    } else {
      const last = lastFailure(String(this.#endpoint), this.#errors);
      this.#settle(() => this.connected.errback(last));
    }
  }

  #settle(fire: () => void): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#forget();
    for (const call of [this.#limit, this.#pause]) if (call?.active) call.cancel();
    const attempt = this.#attempt;
    this.#attempt = null;
    // Does nothing where it is over.
    attempt?.cancel();
    fire();
  }
}

function isWorthAnother(error: Error): boolean {
  return (
    error instanceof ConnectError &&
    !(error instanceof NoProtocol || error instanceof ConnectingCancelledError)
  );
}
