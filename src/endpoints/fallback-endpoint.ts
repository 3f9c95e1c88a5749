/** Several places to connect to, of which the first that can be had is taken. */
import { implementer } from "../components/index.ts";
import { type Deferred, fail, withSignal } from "../deferred/index.ts";
import {
  type Cancellable,
  ConnectError,
  type IProtocol,
  type IReactorTime,
  IStreamClientEndpoint,
} from "../net/index.ts";
import { factoryFrom, type ProtocolSource } from "../protocols/index.ts";
import { ConnectionRace } from "./connection-race.ts";

/** Times of a `FallbackEndpoint`, in seconds. */
export interface FallbackOptions {
  /** The time limit of all together, 60 by default. */
  readonly seconds?: number;
  /**
   * Try the next place, too, when one has not answered in so many seconds; the first to connect wins. By default each
   * is given up before the next is tried.
   */
  readonly delay?: number;
}

/** Tries several endpoints, the best first. Fails as the last has, with the errors of all as `cause`, or `TimeoutError`. */
export class FallbackEndpoint implements IStreamClientEndpoint {
  static {
    implementer(IStreamClientEndpoint)(this);
  }
  readonly #reactor: IReactorTime;
  readonly #endpoints: readonly IStreamClientEndpoint[];
  readonly #options: FallbackOptions;

  /** @param endpoints the best first. Throws `RangeError` where there is none, and for a delay that is none. */
  constructor(
    reactor: IReactorTime,
    endpoints: readonly IStreamClientEndpoint[],
    options: FallbackOptions = {},
  ) {
    if (endpoints.length === 0) throw new RangeError("FallbackEndpoint needs an endpoint");
    const { delay = 0 } = options;
    if (!(delay >= 0)) throw new RangeError(`delay is ${delay}, and has to be 0 s or more`);
    this.#reactor = reactor;
    this.#endpoints = [...endpoints];
    this.#options = options;
  }

  /**
   * Fails with what the last place has failed with, whose `cause` has the errors of all. What the factory or
   * `connectionMade` throws is a failure at once: elsewhere it would do the same.
   */
  connect<P extends IProtocol>(
    source: ProtocolSource<P>,
    { signal }: Cancellable = {},
  ): Deferred<P> {
    const { seconds = 60, delay = Number.POSITIVE_INFINITY } = this.#options;
    const waiting = [...this.#endpoints];
    const factory = factoryFrom(source);
    try {
      const race = new ConnectionRace<P>(factory, {
        where: String(this),
        clock: this.#reactor,
        seconds,
        delay,
        next: () => waiting.shift(),
        none: () => new ConnectError(`cannot connect to ${this}`),
      });
      race.complete();
      return withSignal(race.connected, signal);
    } catch (thrown) {
      // A number of seconds that is none.
      return fail(thrown);
    }
  }

  toString(): string {
    return this.#endpoints.join(" or ");
  }
}
