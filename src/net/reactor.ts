/** What a reactor can do, capability by capability. Time is `IReactorTime`, of the folder `time`. */
import { attribute, defineInterface, type Interface, method } from "../components/index.ts";
import type { Awaitable, Deferred } from "../deferred/index.ts";
import type { IConnector, IListeningPort } from "./port.ts";
import type { ConnectionWatcher, IClientFactory, IProtocol, IProtocolFactory } from "./protocol.ts";
import type { CertificateOptions, ClientTLSOptions } from "./tls.ts";

export type SystemEventPhase = "before" | "during" | "after";
/** Names one trigger, for `removeSystemEventTrigger`. */
export interface TriggerHandle {
  readonly phase: SystemEventPhase;
  readonly event: string;
}

/** Starting, running and stopping. */
export interface IReactorCore {
  readonly running: boolean;
  /** Fires the startup event; the result fires when the reactor has stopped. */
  run(): Deferred<void>;
  /** Fires the shutdown event at the end of the turn (R9). Throws `ReactorNotRunning`. */
  stop(): void;
  /** Stop without the shutdown event: nothing is waited for, and what is open is closed. */
  crash(): void;
  /** Call `f` when the reactor runs: at once if it does, else at startup (R10). */
  callWhenRunning(f: () => unknown): TriggerHandle | null;
  /** Deferreds that triggers of `before` return are waited for before `during` begins (R7). */
  addSystemEventTrigger(
    phase: SystemEventPhase,
    event: string,
    trigger: () => Awaitable<unknown>,
  ): TriggerHandle;
  /** Throws `RangeError` for a trigger that is not there (R18). */
  removeSystemEventTrigger(handle: TriggerHandle): void;
  fireSystemEvent(event: string): void;
}
export const IReactorCore: Interface<IReactorCore> = defineInterface("torsion.IReactorCore", [], {
  running: attribute,
  run: method,
  stop: method,
  crash: method,
  callWhenRunning: method,
  addSystemEventTrigger: method,
  removeSystemEventTrigger: method,
  fireSystemEvent: method,
});

export type SignalName = "SIGINT" | "SIGTERM" | "SIGHUP";

/**
 * A reactor of a program that can be interrupted from outside. The first signal stops it. A second one (the same one in less
 * than half a second is no second one) fires the system event `hurry`; where that has no triggers (each is called once), the reactor crashes.
 */
export interface IReactorSignals {
  /** The signal that began the end; `null` while it runs, and where something else did. */
  readonly stopSignal: SignalName | null;
  /**
   * Have `handler` called for a signal while the reactor runs, where it would else stop. One handler for each signal:
   * the last one given. The result takes it back.
   */
  handleSignal(name: SignalName, handler: () => unknown): () => void;
}
export const IReactorSignals: Interface<IReactorSignals> = defineInterface(
  "torsion.IReactorSignals",
  [],
  { stopSignal: attribute, handleSignal: method },
);

/** Chance as an argument: seeded on a simulated network. */
export interface IReactorRandom {
  /** At least 0, less than 1. Not for secrets. */
  random(): number;
}
export const IReactorRandom: Interface<IReactorRandom> = defineInterface(
  "torsion.IReactorRandom",
  [],
  { random: method },
);

export interface ListenTCPOptions {
  /** The address to listen on; by default every IPv4 address of the host. */
  readonly interface?: string;
  /** How many connections may wait to be accepted; 50 by default. */
  readonly backlog?: number;
}
export interface ConnectTCPOptions {
  /** The time limit of the attempt, 30 by default (X18). */
  readonly seconds?: number;
  /** The local address, and port if it must be a certain one. */
  readonly bindAddress?: { readonly host: string; readonly port?: number };
  /**
   * The host is an address that a resolver has told, `false` by default: it is not looked up again, also where it looks
   * like a name, as the addresses of a simulated network may.
   */
  readonly resolved?: boolean;
}

/** A reactor that can speak TCP. */
export interface IReactorTCP {
  /** Port 0 lets the host choose; `getHost().port` says which. Fails with `CannotListenError` (X15). */
  listenTCP(
    port: number,
    factory: IProtocolFactory,
    options?: ListenTCPOptions,
  ): Deferred<IListeningPort>;
  /** Begins to connect and tells the factory how it goes. */
  connectTCP(
    host: string,
    port: number,
    factory: IClientFactory,
    options?: ConnectTCPOptions,
  ): IConnector;
}
export const IReactorTCP: Interface<IReactorTCP> = defineInterface("torsion.IReactorTCP", [], {
  listenTCP: method,
  connectTCP: method,
});

export interface ListenUNIXOptions {
  /** How many connections may wait to be accepted; 50 by default. */
  readonly backlog?: number;
  /** The permissions of the socket's file, 0o666 by default: every user may connect (X22). */
  readonly mode?: number;
  /**
   * Keep a lock, `path.lock`, while listening; `false` by default. A socket that is left of a process that
   * died is then removed, and one that another process listens on is not (X22).
   */
  readonly wantPID?: boolean;
}
export interface ConnectUNIXOptions {
  /** The time limit of the attempt, 30 by default. */
  readonly seconds?: number;
  /** Fail at once unless a process that lives holds the lock of `wantPID`; `false` by default. */
  readonly checkPID?: boolean;
}

/** A reactor that can speak over UNIX sockets. */
export interface IReactorUNIX {
  /**
   * Listen at the name `path`, abstract where it begins with a NUL. Fails with `CannotListenError`. The file
   * is removed when the port is closed.
   */
  listenUNIX(
    path: string,
    factory: IProtocolFactory,
    options?: ListenUNIXOptions,
  ): Deferred<IListeningPort>;
  /** Begins to connect and tells the factory how it goes. */
  connectUNIX(path: string, factory: IClientFactory, options?: ConnectUNIXOptions): IConnector;
}
export const IReactorUNIX: Interface<IReactorUNIX> = defineInterface("torsion.IReactorUNIX", [], {
  listenUNIX: method,
  connectUNIX: method,
});

/** A reactor that can take over sockets that the process was started with. */
export interface IReactorSocket {
  /**
   * Listen on descriptor `fd`, on which a supervisor, systemd say, listens already. It is the reactor's from
   * now on. Fails with `CannotListenError`.
   */
  adoptStreamPort(fd: number, factory: IProtocolFactory): Deferred<IListeningPort>;
  /**
   * Build a protocol for the connection of descriptor `fd`, which is the reactor's from now on; `null` where
   * the factory refuses. `watcher` hears how it goes. Fails with a `ConnectError` where it is no connection.
   */
  adoptStreamConnection<P extends IProtocol>(
    fd: number,
    factory: IProtocolFactory<P>,
    watcher?: ConnectionWatcher<P>,
  ): Deferred<P | null>;
}
export const IReactorSocket: Interface<IReactorSocket> = defineInterface(
  "torsion.IReactorSocket",
  [],
  { adoptStreamPort: method, adoptStreamConnection: method },
);

/** A reactor that can speak TLS over TCP from the first byte. */
export interface IReactorSSL {
  /** As `listenTCP`; each connection speaks TLS. Throws what is wrong with the key or the certificate. */
  listenSSL(
    port: number,
    factory: IProtocolFactory,
    tls: CertificateOptions,
    options?: ListenTCPOptions,
  ): Deferred<IListeningPort>;
  /**
   * As `connectTCP`. The protocol's `connectionMade` is called before the handshake, what it writes is sent
   * after it; a peer that cannot be trusted is a `VerificationError` in `connectionLost` (X23).
   */
  connectSSL(
    host: string,
    port: number,
    factory: IClientFactory,
    tls: ClientTLSOptions,
    options?: ConnectTCPOptions,
  ): IConnector;
}
export const IReactorSSL: Interface<IReactorSSL> = defineInterface("torsion.IReactorSSL", [], {
  listenSSL: method,
  connectSSL: method,
});
