/** A clock that stands still until it is told how much time has passed: for tests. */
import { implementer } from "../components/index.ts";
import { tracking } from "../resources/index.ts";
import { DelayedCalls } from "./delayed-call.ts";
import { delayedCallResource } from "./delayed-call-resource.ts";
import { type IDelayedCall, IReactorTime } from "./interfaces.ts";

export class Clock implements IReactorTime {
  static {
    implementer(IReactorTime)(this);
  }
  #now = 0;
  readonly #calls = new DelayedCalls(() => this.#now);
  /** It is only an object: calls that nobody waits for go with it. */
  readonly #asResource = delayedCallResource({ seconds: () => this.#now, harmless: true });

  seconds(): number {
    return this.#now;
  }

  callLater<A extends unknown[]>(
    seconds: number,
    callable: (...args: A) => unknown,
    ...args: A
  ): IDelayedCall {
    const call = this.#calls.callLater(seconds, callable, args);
    tracking?.began(call, this.#asResource);
    return call;
  }

  getDelayedCalls(): readonly IDelayedCall[] {
    return this.#calls.pending();
  }

  /**
   * Let `seconds` pass: the whole amount first, then every call due by then is made, in order, those
   * that the calls themselves set included; each sees the end time (T7). What a call throws comes out here.
   */
  advance(seconds: number): void {
    if (!(seconds >= 0)) throw new RangeError(`advance(${seconds}): time does not go back`);
    this.#now += seconds;
    for (let call = this.#next(); call !== undefined; call = this.#next()) call.make();
  }

  /** {@link Clock.advance} by each of `amounts` in turn. */
  pump(amounts: Iterable<number>): void {
    for (const seconds of amounts) this.advance(seconds);
  }

  #next(): ReturnType<DelayedCalls["takeDue"]> {
    return this.#calls.takeDue(this.#now);
  }
}
