/**
 * What a `MemoryReactor` was asked for, and what a test can make of it.
 *
 * Rule: a request is an entry of its own. A connector that connects again makes another one.
 */
import {
  type CertificateOptions,
  type ClientTLSOptions,
  ConnectionRefusedError,
  type ConnectTCPOptions,
  type DatagramAddress,
  type IClientFactory,
  type IConnector,
  type IDatagramProtocol,
  type IProtocol,
  type IProtocolFactory,
} from "../../net/index.ts";
import { AccumulatingProtocol } from "./accumulating-protocol.ts";
import type { WrittenDatagram } from "./fake-datagram-transport.ts";
import type { IOPump, PumpOptions } from "./io-pump.ts";
import type { PumpedDatagramSocket } from "./pumped-datagram-socket.ts";
import type { Joinable, PumpedReactor } from "./pumped-reactor.ts";
import type { PumpedAttempt, PumpedListener } from "./pumped-streams.ts";
import { OneProtocolFactory } from "./watched-factory.ts";

/** Somebody listens: a client can be let in. */
export class MemoryServer implements Joinable<PumpedListener> {
  readonly asked: PumpedListener;
  readonly #pumped: PumpedReactor;
  readonly #built: () => IProtocol | null;

  constructor(pumped: PumpedReactor, asked: PumpedListener, built: () => IProtocol | null) {
    this.#pumped = pumped;
    this.asked = asked;
    this.#built = built;
  }

  /** Until `stopListening`. */
  get listening(): boolean {
    return this.asked.listening;
  }

  /** The protocol that the factory has built last. */
  built(): IProtocol | null {
    return this.#built();
  }

  /** Connect a client; `tls` where the reactor has an engine, and the server speaks TLS. */
  accept<C extends IProtocol = AccumulatingProtocol>(
    client: C = new AccumulatingProtocol() as IProtocol as C,
    { tls, ...options }: PumpOptions & { readonly tls?: ClientTLSOptions } = {},
  ): IOPump<C, IProtocol | null> {
    const { reactor, platform } = this.#pumped;
    const factory = new OneProtocolFactory(client);
    let attempt: PumpedAttempt | undefined;
    platform.enter(() =>
      this.#pumped.connect(
        () =>
          tls
            ? reactor.connectSSL("10.0.0.1", 1, factory, tls)
            : reactor.connectTCP("10.0.0.1", 1, factory),
        (asked) => {
          attempt = asked;
        },
      ),
    );
    return this.#pumped.join({ asked: attempt!, built: () => client }, this, options);
  }
}

/** Somebody wants to be connected. */
export class MemoryClient implements Joinable<PumpedAttempt> {
  readonly asked: PumpedAttempt;
  readonly #pumped: PumpedReactor;
  readonly #built: () => IProtocol | null;

  constructor(pumped: PumpedReactor, asked: PumpedAttempt, built: () => IProtocol | null) {
    this.#pumped = pumped;
    this.asked = asked;
    this.#built = built;
  }

  /** It has neither come to anything nor been given up. */
  get pending(): boolean {
    return this.asked.pending;
  }

  built(): IProtocol | null {
    return this.#built();
  }

  /** Connect it to a server; `tls` where the reactor has an engine, and the client speaks TLS. */
  succeed<S extends IProtocol = AccumulatingProtocol>(
    server: S = new AccumulatingProtocol() as IProtocol as S,
    { tls, ...options }: PumpOptions & { readonly tls?: CertificateOptions } = {},
  ): IOPump<IProtocol | null, S> {
    this.#checkPending();
    const { reactor, platform } = this.#pumped;
    const factory = new OneProtocolFactory(server);
    let listener: PumpedListener | undefined;
    const port = this.#pumped.listen(
      () => (tls ? reactor.listenSSL(0, factory, tls) : reactor.listenTCP(0, factory)),
      (asked) => {
        listener = asked;
      },
    );
    const pump = this.#pumped.join<IProtocol | null, S>(
      this,
      { asked: listener!, built: () => server },
      options,
    );
    platform.enter(() => port.addCallback((listening) => listening.stopListening()));
    return pump;
  }

  /** The attempt fails, with a `ConnectError`. */
  fail(reason: Error = new ConnectionRefusedError("connection refused")): void {
    this.#checkPending();
    this.#pumped.platform.enter(() => this.asked.fail(reason));
  }

  #checkPending(): void {
    if (!this.pending) throw new RangeError("the attempt is over");
  }
}

/** A UDP port. */
export class MemoryUDPPort {
  readonly #pumped: PumpedReactor;
  readonly #socket: PumpedDatagramSocket;

  constructor(pumped: PumpedReactor, socket: PumpedDatagramSocket) {
    this.#pumped = pumped;
    this.#socket = socket;
  }

  /** What was sent, in order. */
  get written(): readonly WrittenDatagram[] {
    return this.#socket.written;
  }

  /** The groups that it is in. */
  get groups(): ReadonlySet<string> {
    return this.#socket.groups;
  }

  /** Until `stopListening`. */
  get listening(): boolean {
    return this.#socket.isOpen;
  }

  /** A datagram has come. */
  receive(data: Uint8Array, from: DatagramAddress): void {
    this.#pumped.platform.enter(() => this.#socket.receive(data, from));
  }

  /** Nobody is there, says the host that the port is connected to. */
  refuse(): void {
    this.#pumped.platform.enter(() => this.#socket.refuse());
  }
}

interface Served {
  readonly factory: IProtocolFactory;
}
export type TCPServerRequest = MemoryServer &
  Served & { readonly port: number; readonly backlog: number; readonly interface: string };
export type SSLServerRequest = TCPServerRequest & { readonly tls: CertificateOptions };
export type UNIXServerRequest = MemoryServer &
  Served & {
    readonly path: string;
    readonly backlog: number;
    readonly mode: number;
    readonly wantPID: boolean;
  };
export type AdoptedPort = MemoryServer & Served & { readonly fd: number };

interface Connecting {
  readonly factory: IClientFactory;
  readonly seconds: number;
  readonly connector: IConnector;
}
export type TCPClientRequest = MemoryClient &
  Connecting & {
    readonly host: string;
    readonly port: number;
    readonly bindAddress: ConnectTCPOptions["bindAddress"] | null;
  };
export type SSLClientRequest = TCPClientRequest & { readonly tls: ClientTLSOptions };
export type UNIXClientRequest = MemoryClient &
  Connecting & { readonly path: string; readonly checkPID: boolean };
export type AdoptedStreamConnection = MemoryClient & Served & { readonly fd: number };

export type UDPPortRequest = MemoryUDPPort & {
  readonly port: number;
  readonly protocol: IDatagramProtocol;
  readonly interface: string;
  readonly maxPacketSize: number | null;
  readonly listenMultiple: boolean;
};
