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
  retries = 0;
  continueTrying = true;
  readonly clock: RetryClock;
  #delay: number | null = null;
  #connector: IConnector | null = null;
  #waiting: IDelayedCall | null = null;

  constructor(clock: RetryClock) {
    super();
    this.clock = clock;
  }

  /** The last delay, in seconds and without its jitter; the next one is `factor` times as long. */
  get delay(): number {
    return this.#delay ?? this.initialDelay;
  }
  set delay(seconds: number) {
    this.#delay = seconds;
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
      if (this.noisy)
        log.info("{factory} gives up after {retries} retries", {
          factory: this.logPrefix(),
          retries: this.retries,
        });
      return;
    }
    this.retries += 1;
    this.delay = Math.min(this.delay * this.factor, this.maxDelay);
    const seconds = this.#jittered(this.delay);
    if (this.noisy)
      log.info("{factory} will connect again in {seconds} seconds", {
        factory: this.logPrefix(),
        seconds,
      });
    this.#cancelWait();
    this.#waiting = this.clock.callLater(seconds, () => {
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

  /**
   * Begin again with the shortest delay: call it when a connection has proved good. A retry that waits
   * goes on waiting.
   */
  resetDelay(): void {
    this.#delay = null;
    this.retries = 0;
    this.continueTrying = true;
  }

  #cancelWait(): void {
    if (this.#waiting?.active) this.#waiting.cancel();
    this.#waiting = null;
  }

  /**
   * The sum of twelve even draws is as good as normal, and is the same on every runtime; logarithms and cosines are not.
   */
  #jittered(seconds: number): number {
    if (this.jitter === 0) return seconds;
    let normal = -6;
    for (let i = 0; i < 12; i++) normal += this.clock.random();
    return Math.max(0, seconds * (1 + this.jitter * normal));
  }
}
