/**
 * A service that calls a function every so many seconds while it runs.
 *
 * As Twisted's (E13): a call that fails is logged and is the last one, but the service stays running; stopping it waits for
 * the call that is under way. Better than there: a start during that wait does not make calls overlap.
 */
import { type Awaitable, CancelledError, type Deferred, succeed } from "../deferred/index.ts";
import { Logger } from "../logger/index.ts";
import { LoopingCall, type LoopingCallOptions } from "../task/index.ts";
import { Service } from "./service.ts";
import { servicePath } from "./service-path.ts";
import { Waiters } from "./waiters.ts";

const log = new Logger({ namespace: "torsion.application" });

export class TimerService extends Service {
  readonly #seconds: number;
  readonly #loop: LoopingCall;
  /** From a start until no call is under way any more. */
  #run: Deferred<unknown> | null = null;
  /** Somebody did not want to wait for the call that is under way. */
  #hurried = false;
  #waiting: Deferred<void> | null = null;
  readonly #ended = new Waiters<void>();

  /**
   * @param call what it returns is waited for, and the next call comes on the grid of times that began with the start.
   * It must not wait for `stopService`, which waits for it.
   */
  constructor(seconds: number, call: () => Awaitable<unknown>, options: LoopingCallOptions) {
    super();
    this.#seconds = seconds;
    this.#loop = new LoopingCall(call, options);
  }

  /** Calls the function for the first time. Throws `RangeError` for a number of seconds that makes no sense. */
  override startService(): Deferred<void> {
    super.startService();
    if (this.#run === null) {
      this.#begin();
      return succeed(undefined);
    }
    this.#waiting = this.#ended.wait();
    return this.#waiting.addCallback(() => this.#begin());
  }

  /** Fires when no call is under way. Cancelling it cancels what that call waits for. */
  override stopService(): Deferred<void> {
    super.stopService();
    this.#waiting?.cancel();
    if (this.#run === null) return succeed(undefined);
    const ended = this.#ended.wait(() => {
      this.#hurried = true;
      this.#run?.cancel();
    });
    if (this.#loop.running) this.#loop.stop();
    return ended;
  }

  #begin(): void {
    this.#waiting = null;
    this.#hurried = false;
    const run = this.#loop.start(this.#seconds);
    this.#run = run;
    run
      .addErrback((failure) => {
        if (!this.#hurried || !failure.check(CancelledError))
          log.failure("{path}: a call has failed, there will be no more", failure, {
            path: servicePath(this),
          });
      })
      .addCallback(() => {
        this.#run = null;
        this.#ended.callback(undefined);
      });
  }
}
