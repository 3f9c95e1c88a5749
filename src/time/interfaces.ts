/** Time as an argument: what gives it, and what it gives. */
import { attribute, defineInterface, type Interface, method } from "../components/index.ts";

/** A call that `callLater` promised to make. */
export interface IDelayedCall {
  /** Neither made nor cancelled yet. */
  readonly active: boolean;
  /** When it is due, on the clock's scale of seconds. */
  getTime(): number;
  /** Throws `AlreadyCalled` or `AlreadyCancelled`, as do the two below (R4). */
  cancel(): void;
  /** Make it `seconds` later than it is due now; negative makes it earlier. */
  delay(seconds: number): void;
  /** Start the whole wait again: due `seconds` from now. */
  reset(seconds: number): void;
}
export const IDelayedCall: Interface<IDelayedCall> = defineInterface("torsion.IDelayedCall", [], {
  active: attribute,
  getTime: method,
  cancel: method,
  delay: method,
  reset: method,
});

/** Anything that knows what time it is and can be asked to call back later. */
export interface IReactorTime {
  /** Seconds, fractional, on a clock that never goes back. Only differences mean something. */
  seconds(): number;
  /**
   * Call `callable(...args)` once, `seconds` from now and never before this returns (R1).
   * Throws `RangeError` for a delay that is negative or no number (R6).
   */
  callLater<A extends unknown[]>(
    seconds: number,
    callable: (...args: A) => unknown,
    ...args: A
  ): IDelayedCall;
  /** The calls that are still to be made, in no particular order. */
  getDelayedCalls(): readonly IDelayedCall[];
}
export const IReactorTime: Interface<IReactorTime> = defineInterface("torsion.IReactorTime", [], {
  seconds: method,
  callLater: method,
  getDelayedCalls: method,
});
