/**
 * Several endpoints, one of which is to connect: each begins a while after the one before it, or at once when that has
 * failed; the first to have a connection wins.
 *
 * Rules: a protocol is built for the winner alone, at the moment when it has won. The others are cancelled then, and
 * what one of them connects all the same is refused. Once there is an outcome nothing is left: no attempt, no delayed call.
 */
import { Deferred, type Failure } from "../deferred/index.ts";
import {
  ConnectingCancelledError,
  type IDelayedCall,
  type IProtocol,
  type IProtocolFactory,
  type IReactorTime,
  type IStreamClientEndpoint,
  TimeoutError,
} from "../net/index.ts";
import { StandInFactory } from "../protocols/index.ts";
import { allFailures, lastFailure } from "./several-failures.ts";

export interface RaceOptions {
  /** What is to be connected to, for messages. */
  readonly where: string;
  readonly clock: Pick<IReactorTime, "callLater">;
  /** Of the whole race. */
  readonly seconds: number;
  /** How long after one attempt has begun the next one does; infinite: not before it has failed. */
  readonly delay: number;
  /** The one to try next, if there is any now. */
  next(): IStreamClientEndpoint | undefined;
  /** Why it failed where there never was one. */
  none(): Error;
  /** Called once, when there is an outcome or will be: whoever won is known. */
  decided?(): void;
}

/** One that takes part; its attempt is not there yet while it begins. */
interface Contender<P> {
  attempt: Deferred<P> | null;
}

export class ConnectionRace<P extends IProtocol> {
  readonly connected: Deferred<P> = new Deferred<P>(() => {
    const text = `connecting to ${this.#options.where} was cancelled`;
    this.#fail(new ConnectingCancelledError(text));
  });
  readonly #options: RaceOptions;
  readonly #factory: IProtocolFactory<P>;
  readonly #running = new Set<Contender<P>>();
  readonly #errors: Error[] = [];
  readonly #limit: IDelayedCall;
  #pause: IDelayedCall | null = null;
  /** No others will come. */
  #complete = false;
  /** The next one need not wait any longer. */
  #ready = true;
  #winner: Contender<P> | null = null;
  #over = false;

  /** Begins when it is told that there is `more`. Throws for a number of seconds that is none. */
  constructor(factory: IProtocolFactory<P>, options: RaceOptions) {
    this.#factory = factory;
    this.#options = options;
    const { clock, seconds, where } = options;
    this.#limit = clock.callLater(seconds, () => {
      const cause = this.#errors.length > 0 && { cause: allFailures(this.#errors) };
      const text = `cannot connect to ${where}: no answer in ${seconds} s`;
      this.#fail(new TimeoutError(text, cause || {}));
    });
  }

  /** There may be another one to try. */
  more(): void {
    if (this.#over || this.#winner !== null || !this.#ready) return;
    const endpoint = this.#options.next();
    if (endpoint !== undefined) this.#begin(endpoint);
    else if (this.#complete && this.#running.size === 0) {
      const { where, none } = this.#options;
      this.#fail(this.#errors.length === 0 ? none() : lastFailure(where, this.#errors));
    }
  }

  /** Those that `next` gives now are all there will be. */
  complete(): void {
    this.#complete = true;
    this.more();
  }

  #begin(endpoint: IStreamClientEndpoint): void {
    const { delay, clock } = this.#options;
    const contender: Contender<P> = { attempt: null };
    this.#running.add(contender);
    this.#ready = false;
    if (delay < Number.POSITIVE_INFINITY)
      this.#pause = clock.callLater(delay, () => {
        this.#pause = null;
        this.#ready = true;
        this.more();
      });
    let attempt: Deferred<P>;
    try {
      attempt = endpoint.connect(this.#factoryFor(contender));
    } catch (thrown) {
      this.#failed(contender, thrown as Error);
      return;
    }
    contender.attempt = attempt;
    attempt.addCallbacks(
      (protocol) => this.#connected(contender, protocol),
      (failure: Failure) => this.#failed(contender, failure.value),
    );
    // Decided while it began, and not by this one.
    if (!this.#running.has(contender)) attempt.cancel();
  }

  #factoryFor(contender: Contender<P>): IProtocolFactory<P> {
    return new StandInFactory(this.#factory, (peer) => {
      if (this.#over || this.#winner !== null || !this.#running.has(contender)) return null;
      this.#winner = contender;
      this.#leaveNothingBut(contender);
      return this.#factory.buildProtocol(peer);
    });
  }

  #connected(contender: Contender<P>, protocol: P): void {
    if (this.#over || (this.#winner ?? contender) !== contender) return;
    this.#over = true;
    this.#leaveNothingBut(contender);
    this.#running.delete(contender);
    this.connected.callback(protocol);
  }

  #failed(contender: Contender<P>, error: Error): void {
    if (!this.#running.delete(contender) || this.#over) return;
    // What the factory or the protocol did would be no different elsewhere.
    if (this.#winner !== null) this.#fail(error);
    else {
      this.#errors.push(error);
      this.#endPause();
      this.#ready = true;
      this.more();
    }
  }

  #fail(error: Error): void {
    if (this.#over) return;
    this.#over = true;
    this.#leaveNothingBut(null);
    this.connected.errback(error);
  }

  /** May be called twice: when there is a winner, and when that has failed. */
  #leaveNothingBut(winner: Contender<P> | null): void {
    this.#endPause();
    if (this.#limit.active) this.#limit.cancel();
    this.#options.decided?.();
    for (const contender of [...this.#running]) {
      if (contender === winner) continue;
      this.#running.delete(contender);
      contender.attempt?.cancel();
    }
  }

  #endPause(): void {
    if (this.#pause?.active) this.#pause.cancel();
    this.#pause = null;
  }
}
