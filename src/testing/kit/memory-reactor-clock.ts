/** A `MemoryReactor` whose time passes when a test says so. */
import { implementer } from "../../components/index.ts";
import { type IDelayedCall, IReactorTime } from "../../net/index.ts";
import { MemoryReactor } from "./memory-reactor.ts";

/** After `twisted.internet.testing.MemoryReactorClock`: a `MemoryReactor` that is a `Clock` too. */
export class MemoryReactorClock extends MemoryReactor implements IReactorTime {
  static {
    implementer(IReactorTime)(this);
  }

  seconds(): number {
    return this.clock.seconds();
  }

  callLater<A extends unknown[]>(
    seconds: number,
    callable: (...args: A) => unknown,
    ...args: A
  ): IDelayedCall {
    return this.clock.callLater(seconds, callable, ...args);
  }

  /** Those of the program, and not the time limits of connections. */
  getDelayedCalls(): readonly IDelayedCall[] {
    return this.clock.getDelayedCalls().filter((call) => !this.pumped.platform.isAlarm(call));
  }

  /**
   * As `Clock.advance`: what a call throws comes out here. The time limits of attempts run out, too; what is
   * written to connections waits for their pumps.
   */
  advance(seconds: number): void {
    this.pumped.platform.enter(() => this.clock.advance(seconds));
  }

  /** {@link MemoryReactorClock.advance} by each of `amounts` in turn. */
  pump(amounts: Iterable<number>): void {
    for (const seconds of amounts) this.advance(seconds);
  }
}
