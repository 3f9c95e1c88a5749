/**
 * The port of a service: open while the service runs.
 *
 * Rules: it is opened once, however often that is asked for. An opening that comes while the old port is still
 * being closed waits for that, and one that is under way is given up when the port is to be closed.
 */
import {
  type Awaitable,
  CancelledError,
  type Deferred,
  maybeDeferred,
  succeed,
} from "../deferred/index.ts";
import type { Figures, IListeningPort } from "../net/index.ts";
import { Waiters } from "./waiters.ts";

export class ServicePort<P extends IListeningPort> {
  readonly #listen: () => Awaitable<P>;
  #port: P | null = null;
  #opening: Deferred<void> | null = null;
  #closing = false;
  readonly #opened = new Waiters<void>();
  readonly #closed = new Waiters<void>();

  /** @param listen opens it, and closes it again if that was cancelled too late. */
  constructor(listen: () => Awaitable<P>) {
    this.#listen = listen;
  }

  /** While it is open. */
  get port(): P | null {
    return this.#port;
  }

  /** For who inspects the program. */
  figures(): Figures {
    if (this.#port !== null) return { state: "open", address: String(this.#port.getHost()) };
    return { state: this.#closing ? "closing" : this.#opening !== null ? "opening" : "closed" };
  }

  /** Fires when it is open. Cancelling it gives the port up. */
  open(): Deferred<void> {
    if (this.#port !== null) return succeed(undefined);
    const opened = this.#opened.wait(() => this.#opening?.cancel());
    if (this.#opening === null) this.#open();
    return opened;
  }

  /** Fires when it is closed; whoever waits for it to be opened has a `CancelledError`. */
  close(): Deferred<void> {
    this.#opening?.cancel();
    const port = this.#port;
    if (port === null) return this.#closing ? this.#closed.wait() : succeed(undefined);
    const closed = this.#closed.wait();
    this.#port = null;
    this.#closing = true;
    maybeDeferred(() => port.stopListening()).addBoth((result) => {
      this.#closing = false;
      this.#closed.callback(result);
    });
    return closed;
  }

  #open(): void {
    const free = this.#closing ? this.#closed.wait() : succeed(undefined);
    // A port that closed badly is closed, which is all that we wait for; but to be cancelled is an end.
    free.addErrback((failure) => (failure.check(CancelledError) ? failure : undefined));
    const opening = free.addCallback(this.#listen);
    this.#opening = opening as Deferred<unknown> as Deferred<void>;
    opening.addCallbacks(
      (port) => {
        this.#opening = null;
        this.#port = port;
        this.#opened.callback(undefined);
      },
      (failure) => {
        this.#opening = null;
        this.#opened.callback(failure);
      },
    );
  }
}
