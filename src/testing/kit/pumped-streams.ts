/** What is listened for and what is connected to, as the platform of a pumped reactor sees it. */
import { Deferred, succeed } from "../../deferred/index.ts";
import type { Listener, PlatformError, Socket, StreamAddress } from "../../platform/index.ts";
import { WireEnd } from "./wire.ts";

/** Somebody listens, until it is closed. */
export class PumpedListener implements Listener {
  readonly address: StreamAddress;
  listening = true;
  readonly #accept: (socket: Socket<never>) => void;

  readonly #closed: (listener: PumpedListener) => void;

  /** @param closed is told when it is closed. */
  constructor(
    address: StreamAddress,
    accept: (socket: Socket<never>) => void,
    closed: (listener: PumpedListener) => void = () => {},
  ) {
    this.address = address;
    this.#accept = accept;
    this.#closed = closed;
  }

  accept(socket: Socket): void {
    this.#accept(socket as Socket<never>);
  }

  close(): Deferred<void> {
    this.listening = false;
    this.#closed(this);
    return succeed(undefined);
  }
}

/** Somebody wants to be connected, until it is or gives up. */
export class PumpedAttempt {
  readonly from: StreamAddress;
  readonly to: StreamAddress;
  readonly socket: Deferred<Socket>;
  readonly #soon: (run: () => void) => void;
  #pending = true;

  constructor(from: StreamAddress, to: StreamAddress, soon: (run: () => void) => void) {
    this.from = from;
    this.to = to;
    this.#soon = soon;
    this.socket = new Deferred(() => {
      this.#pending = false;
    });
  }

  get pending(): boolean {
    return this.#pending;
  }

  /** Both ends of the connection that it becomes; the near one is the attempt's when `connected` is called. */
  join(): { readonly near: WireEnd; readonly far: WireEnd; connected(): void } {
    const [near, far] = WireEnd.pair(this.from, this.to, this.#soon);
    return {
      near,
      far,
      connected: () => {
        this.#pending = false;
        this.socket.callback(near);
      },
    };
  }

  fail(error: Error | PlatformError): void {
    this.#pending = false;
    this.socket.errback(error);
  }
}
