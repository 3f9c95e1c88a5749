/**
 * A client factory that connects again, after delays that grow.
 *
 * Twisted's, for code that is moved from there; new code wants `ClientService`. As there, the delay only
 * shrinks again when the program says so by `resetDelay` (E11).
 */
import type { Failure } from "../deferred/index.ts";
import { Logger } from "../logger/index.ts";
import type { IConnector, IDelayedCall, IProtocol, IReactorTime } from "../net/index.ts";
import { ClientFactory } from "./client-factory.ts";

/** Time and chance. A reactor is both. */
export interface RetryClock extends Pick<IReactorTime, "callLater"> {
  /** At least 0, less than 1. */
  random(): number;
}

const log: Logger = new Logger({ namespace: "torsion.protocols" });

export class ReconnectingClientFactory<P extends IProtocol = IProtocol> extends ClientFactory<P> {
  /** Seconds. */
  maxDelay = 3600;
  initialDelay = 1;
  /** The delay grows by this factor, Euler's number, … */
  factor: number = Math.E;
  /** … and then by chance: a normal distribution of which this is the deviation, relative to the delay. */
  jitter = 0.11962656472;
  /** After so many retries it gives up; `null`: never. */
  maxRetries: number | null = null;
  /** The delay before the next retry, in seconds, not yet grown. */
  delay: number = this.initialDelay;
  retries = 0;
  continueTrying = true;
  readonly clock: RetryClock;
  #connector: IConnector | null = null;
  #waiting: IDelayedCall | null = null;

  constructor(clock: RetryClock) {
    super();
    this.clock = clock;
  }

  override clientConnectionFailed(connector: IConnector, _reason: Failure): void {
    this.#connector = connector;
    if (this.continueTrying) this.retry(connector);
  }

  override clientConnectionLost(connector: IConnector, _reason: Failure): void {
    this.#connector = connector;
    if (this.continueTrying) this.retry(connector);
  }

  override startedConnecting(connector: IConnector): void {
    this.#connector = connector;
  }

  /** Connect again after a delay that is longer than the last one. */
  retry(connector: IConnector | null = this.#connector): void {
    if (connector === null)
      throw new TypeError("retry() before there was anything to connect again");
    if (!this.continueTrying) return;
    if (this.maxRetries !== null && this.retries >= this.maxRetries) {
      log.info("{factory} gives up after {retries} retries", {
        factory: this.logPrefix(),
        retries: this.retries,
      });
      return;
    }
    this.retries += 1;
    this.delay = Math.min(this.delay * this.factor, this.maxDelay);
    if (this.jitter > 0) this.delay = Math.max(0, this.delay * (1 + this.jitter * this.#normal()));
    this.#cancelWait();
    this.#waiting = this.clock.callLater(this.delay, () => {
      this.#waiting = null;
      connector.connect();
    });
  }

  /** Connect no more: a retry that waits is cancelled, an attempt given up. An open connection stays. */
  stopTrying(): void {
    this.continueTrying = false;
    this.#cancelWait();
    if (this.#connector?.state === "connecting") this.#connector.stopConnecting();
  }

  /** Begin again with the shortest delay: call it when a connection has proved good. */
  resetDelay(): void {
    this.delay = this.initialDelay;
    this.retries = 0;
    this.continueTrying = true;
    this.#cancelWait();
  }

  #cancelWait(): void {
    if (this.#waiting?.active) this.#waiting.cancel();
    this.#waiting = null;
  }

  /** Box and Muller's transform of two even draws. */
  #normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.clock.random()));
    return radius * Math.cos(2 * Math.PI * this.clock.random());
  }
}
