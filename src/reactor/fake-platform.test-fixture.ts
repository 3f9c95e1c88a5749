/** For tests: a platform on which each attempt to connect, or to listen, ends when a test says so. */

import type { Failure } from "../deferred/index.ts";
import { Deferred } from "../deferred/index.ts";
import type { LogEvent } from "../logger/index.ts";
import type { IClientFactory, IConnector, IProtocol } from "../net/index.ts";
import {
  type Listener,
  type Platform,
  PlatformError,
  type Socket,
  type SocketAddress,
} from "../platform/index.ts";
import { Clock } from "../time/index.ts";
import { FakeSocket } from "./fake-socket.test-fixture.ts";
import { Reactor } from "./reactor.ts";

/** One call of `listen` or `connect`. */
export class Attempt<T> {
  cancelled = 0;
  readonly deferred: Deferred<T> = new Deferred<T>(() => {
    this.cancelled += 1;
  });
}

export class FakePlatform {
  readonly clock: Clock = new Clock();
  readonly connects: Attempt<Socket<SocketAddress>>[] = [];
  readonly listens: (Attempt<Listener<SocketAddress>> & {
    accept?: (socket: Socket<SocketAddress>) => void;
    failed?: ((error: PlatformError) => void) | undefined;
  })[] = [];
  readonly alarms: Set<object> = new Set();
  /** Whether each listener has been closed. */
  readonly listeners: { closed: boolean }[] = [];
  holds = 0;
  signalled: ((name: "SIGINT" | "SIGTERM" | "SIGHUP") => void) | null = null;
  #soon: (() => void)[] = [];

  readonly platform: Platform & Required<Pick<Platform, "tcp">> = {
    name: "fake",
    now: () => this.clock.seconds(),
    wallClock: () => this.clock.seconds(),
    random: () => 0.5,
    soon: (run) => this.#soon.push(run),
    alarm: (seconds, ring) => {
      const call = this.clock.callLater(seconds, () => {
        this.alarms.delete(call);
        ring();
      });
      this.alarms.add(call);
      return () => {
        if (call.active) call.cancel();
        this.alarms.delete(call);
      };
    },
    hold: () => {
      this.holds += 1;
      return () => {
        this.holds -= 1;
      };
    },
    signals: (_names, received) => {
      this.signalled = received;
      return () => {
        this.signalled = null;
      };
    },
    tcp: {
      listen: (_at, _options, accept, failed) => {
        const attempt = Object.assign(new Attempt<Listener<SocketAddress>>(), { accept, failed });
        this.listens.push(attempt);
        return attempt.deferred;
      },
      connect: () => {
        const attempt = new Attempt<Socket<SocketAddress>>();
        this.connects.push(attempt);
        return attempt.deferred;
      },
    },
  };

  /** The code that ran is done. */
  settle(): void {
    while (this.#soon.length > 0) this.#soon.shift()!();
  }

  /** Let time pass. */
  pass(seconds = 0): void {
    this.settle();
    this.clock.advance(seconds);
    this.settle();
  }

  /** The last attempt to connect succeeds. */
  connected(): FakeSocket {
    const socket = new FakeSocket();
    this.connects.at(-1)!.deferred.callback(socket);
    return socket;
  }

  /** A connection could not be accepted. */
  acceptFails(code: string): void {
    this.listens.at(-1)!.failed!(new PlatformError(code, code));
  }

  /** The last attempt to listen succeeds. */
  listening(): { closed: boolean } {
    const state = { closed: false };
    this.listeners.push(state);
    this.listens.at(-1)!.deferred.callback({
      address: { host: "10.0.0.1", port: 80 },
      close: () => {
        state.closed = true;
        const closed = new Deferred<void>();
        this.platform.soon(() => closed.callback(undefined));
        return closed;
      },
    });
    return state;
  }
}

/** Writes down what the reactor tells it, and what its protocols hear; does what a test sets. */
export class RecordingFactory implements IClientFactory {
  readonly events: string[] = [];
  readonly reasons: Error[] = [];
  connector: IConnector | null = null;
  /** By the name of the event: what is done when it comes. */
  readonly on: Record<string, (() => unknown) | undefined> = {};
  build: (() => IProtocol | null) | null = null;

  note(event: string): void {
    this.events.push(event);
    this.on[event]?.();
  }
  doStart(): void {
    this.note("start");
  }
  doStop(): void {
    this.note("stop");
  }
  startedConnecting(connector: IConnector): void {
    this.connector = connector;
    this.note("connecting");
  }
  clientConnectionMade(): void {
    this.note("connected");
  }
  clientConnectionFailed(_connector: IConnector, reason: Failure): void {
    this.reasons.push(reason.value);
    this.note("failed");
  }
  clientConnectionLost(_connector: IConnector, reason: Failure): void {
    this.reasons.push(reason.value);
    this.note("lost");
  }
  buildProtocol(): IProtocol | null {
    this.note("build");
    if (this.build !== null) return this.build();
    const note = (event: string): void => this.note(event);
    return {
      makeConnection() {
        this.connectionMade();
      },
      connectionMade: () => note("made"),
      dataReceived: () => note("data"),
      connectionLost: () => note("protocol lost"),
    };
  }
}

/** A reactor on a platform that the test drives, and a list of what has been called. */
export function world(): {
  fake: FakePlatform;
  reactor: Reactor;
  calls: string[];
  note: (name: string) => () => void;
} {
  const fake = new FakePlatform();
  const calls: string[] = [];
  const note = (name: string) => (): void => {
    calls.push(name);
  };
  return { fake, reactor: new Reactor(fake.platform), calls, note };
}

export const boom = (): never => {
  throw new RangeError("boom");
};
/** The errors of those events that are about one. */
export const errorsOf = (events: readonly LogEvent[]): unknown[] =>
  events.filter(({ log_failure }) => log_failure).map(({ log_failure }) => log_failure!.value);
