/**
 * The production reactor on a pumped platform, and how two ends of it are joined to a connection.
 *
 * What a protocol can observe is thus what it observes anywhere: transports, producers, reasons and TLS are not
 * written a second time for tests.
 */
import type { IReactorSSL, IReactorTime } from "../../net/index.ts";
import type { TLSPlatform } from "../../platform/index.ts";
import { type ReactorOn, reactorOn } from "../../reactor/index.ts";
import { Clock } from "../../time/index.ts";
import { IOPump, type PumpOptions } from "./io-pump.ts";
import type { PumpedDatagramSocket } from "./pumped-datagram-socket.ts";
import { type PumpedCapabilities, PumpedPlatform } from "./pumped-platform.ts";
import type { PumpedAttempt, PumpedListener } from "./pumped-streams.ts";

export interface PumpedReactorOptions {
  readonly clock: IReactorTime;
  /** Without it nothing is encrypted. */
  readonly tls?: TLSPlatform | undefined;
  /** Is told when something is to be done that no call from outside has begun. */
  readonly woken?: (() => void) | undefined;
  /** An attempt that a connector makes again, by itself. */
  readonly again?: ((attempt: PumpedAttempt) => void) | undefined;
}

/** One side of a connection to be: what the platform was asked for, and what protocol has come of it. */
export interface Joinable<A> {
  readonly asked: A;
  built(): unknown;
}

export class PumpedReactor {
  readonly clock: IReactorTime;
  readonly platform: PumpedPlatform;
  readonly reactor: ReactorOn<PumpedCapabilities> & IReactorSSL;
  readonly hasTLS: boolean;
  /** Whom what the platform is asked for next belongs to. */
  #listening: ((listener: PumpedListener) => void) | null = null;
  #connecting: ((attempt: PumpedAttempt) => void) | null = null;
  #binding: ((socket: PumpedDatagramSocket) => void) | null = null;

  constructor({ clock, tls, woken, again }: PumpedReactorOptions) {
    this.clock = clock;
    this.hasTLS = tls !== undefined;
    const asked = {
      listening: (listener: PumpedListener) => {
        const begun = this.#listening;
        this.#listening = null;
        begun?.(listener);
      },
      connecting: (attempt: PumpedAttempt) => {
        const begun = this.#connecting ?? again;
        this.#connecting = null;
        begun?.(attempt);
      },
      bound: (socket: PumpedDatagramSocket) => {
        const begun = this.#binding;
        this.#binding = null;
        begun?.(socket);
      },
    };
    this.platform = new PumpedPlatform(clock, asked, tls, woken);
    const platform = this.platform.platform();
    // Where there is no engine, the methods for TLS are not called.
    this.reactor = reactorOn(platform) as ReactorOn<PumpedCapabilities> & IReactorSSL;
  }

  /** Have `begun` told what the platform is asked for, before user code is. */
  listen<T>(listen: () => T, begun: (asked: PumpedListener) => void): T {
    this.#listening = begun;
    try {
      return listen();
    } finally {
      if (this.#listening === begun) this.#listening = null;
    }
  }

  connect<T>(connect: () => T, begun: (asked: PumpedAttempt) => void): T {
    this.#connecting = begun;
    try {
      return connect();
    } finally {
      if (this.#connecting === begun) this.#connecting = null;
    }
  }

  bind<T>(bind: () => T, begun: (asked: PumpedDatagramSocket) => void): T {
    this.#binding = begun;
    try {
      return bind();
    } finally {
      if (this.#binding === begun) this.#binding = null;
    }
  }

  /** The connection between one who connects and one who listens. The server's protocol is made first. */
  join<C, S>(
    client: Joinable<PumpedAttempt>,
    server: Joinable<PumpedListener>,
    options: PumpOptions = {},
  ): IOPump<C, S> {
    const { near, far, connected } = client.asked.join();
    this.platform.enter(() => {
      server.asked.accept(far);
      connected();
    });
    const clock = this.clock instanceof Clock ? this.clock : null;
    const protocols = { client: () => client.built(), server: () => server.built() };
    const connection = { ...protocols, near, far, clock, platform: this.platform };
    return new IOPump<C, S>(connection, options);
  }
}
