/**
 * A timeout for a protocol of your own: `class Chat extends TimeoutMixin(LineReceiver)`.
 *
 * Rule: when the connection is lost the timeout ends, before your own `connectionLost`, whether or not that calls `super`.
 */
import type { Failure } from "../../deferred/index.ts";
import type { IReactorTime, ITransport } from "../../net/index.ts";
import { guarded } from "../guarded.ts";
import type { Protocol } from "../protocol.ts";
import { ConnectionTimedOut } from "./errors.ts";
import { GRACE_SECONDS, TimedClose } from "./timed-close.ts";
import { Timeout } from "./timeout.ts";

/** What the mixin adds to a protocol; after `twisted.protocols.policies.TimeoutMixin`. */
export interface WithTimeout {
  /** Where the time comes from: a reactor, a `Clock`. Set it before the first `setTimeout`. */
  clock: Pick<IReactorTime, "callLater"> | null;
  /** The timeout in seconds, `null` where there is none; changed by `setTimeout`. */
  readonly timeOut: number | null;
  /** How long, after a timeout, the peer may take over what is still to be sent; 30 by default. */
  graceSeconds: number;
  /** Time out in `seconds` from now, or never: `null`. Gives what it was before (F11). */
  setTimeout(seconds: number | null): number | null;
  /** Something was heard: the timeout begins anew. Nothing, where it has run out or there is none. */
  resetTimeout(): void;
  /**
   * It has timed out. `loseConnection` with `ConnectionTimedOut` by default, and `abortConnection` where the peer does not take
   * the rest in `graceSeconds`. Override it to do something else; what that throws ends the connection.
   */
  timeoutConnection(): void;
}

// biome-ignore lint/suspicious/noExplicitAny: the compiler wants it so of what is mixed in.
type Constructor<T> = abstract new (...args: any[]) => T;

export function TimeoutMixin<B extends Constructor<Protocol>>(
  Base: B,
): B & Constructor<WithTimeout> {
  abstract class Timed extends Base implements WithTimeout {
    clock: Pick<IReactorTime, "callLater"> | null = null;
    graceSeconds = GRACE_SECONDS;
    #timeout: Timeout | null = null;
    #close: TimedClose | null = null;
    #over = false;

    get timeOut(): number | null {
      return this.#timeout?.seconds ?? null;
    }

    override makeConnection(transport: ITransport): unknown {
      this.#over = false;
      this.#timeout = this.#close = null;
      const own = Object.getOwnPropertyDescriptor(this, "connectionLost");
      const lost = this.connectionLost;
      // On the object itself, for a subclass's own need not call ours.
      this.connectionLost = (reason: Failure): void => {
        this.#over = true;
        this.#timeout?.end();
        this.#close?.end();
        if (own) Object.defineProperty(this, "connectionLost", own);
        else delete (this as Partial<Protocol>).connectionLost;
        // What an async method rejects with is the transport's to hear of.
        // biome-ignore lint/correctness/noVoidTypeReturn: as above.
        return lost.call(this, reason);
      };
      return super.makeConnection(transport);
    }

    setTimeout(seconds: number | null): number | null {
      if (this.#timeout === null) {
        if (this.clock === null)
          throw new TypeError(`${this.constructor.name}: set clock before setTimeout is called`);
        this.#timeout = new Timeout(this.clock, () => {
          guarded(this.transport, () => this.timeoutConnection());
        });
        if (this.#over) this.#timeout.end();
      }
      return this.#timeout.setTimeout(seconds);
    }

    resetTimeout(): void {
      this.#timeout?.resetTimeout();
    }

    timeoutConnection(): void {
      this.#close ??= new TimedClose(this.clock!);
      this.#close.close(
        this.transport,
        new ConnectionTimedOut(this.timeOut ?? 0),
        this.graceSeconds,
      );
    }
  }
  return Timed;
}
