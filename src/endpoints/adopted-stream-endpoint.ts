/**
 * Streams that the process was started with, by the numbers of their descriptors: one that is listened on, and one that
 * is connected.
 *
 * Rule: a descriptor is taken over once. It is the reactor's from then on, and closed with what it has become.
 */
import { implementer } from "../components/index.ts";
import { type Deferred, fail, succeed } from "../deferred/index.ts";
import {
  type Cancellable,
  CannotListenError,
  ConnectError,
  type IAddress,
  type IListeningPort,
  type IProtocol,
  type IProtocolFactory,
  IPv6Address,
  type IReactorSocket,
  IStreamClientEndpoint,
  IStreamServerEndpoint,
  UNIXAddress,
} from "../net/index.ts";
import { factoryFrom, type ProtocolSource } from "../protocols/index.ts";
import { connectByAdopting } from "./adopting.ts";
import { AlreadyListened } from "./errors.ts";
import { listenUnlessAborted } from "./listen-unless-aborted.ts";

/** The family of a socket's addresses. */
export type AddressFamily = "INET" | "INET6" | "UNIX";

/** What is known of a descriptor. */
export interface AdoptedStreamOptions {
  /** What the socket is expected to be of; anything will do if it is left out. */
  readonly family?: AddressFamily;
}

/** A socket that a supervisor has opened, and that listens already. */
export class AdoptedStreamServerEndpoint implements IStreamServerEndpoint {
  static {
    implementer(IStreamServerEndpoint)(this);
  }
  readonly #reactor: IReactorSocket;
  readonly #fd: number;
  readonly #options: AdoptedStreamOptions;
  #used = false;

  constructor(reactor: IReactorSocket, fd: number, options: AdoptedStreamOptions = {}) {
    this.#reactor = reactor;
    this.#fd = fd;
    this.#options = options;
  }

  /** Once: fails with `AlreadyListened` the second time, and else with `CannotListenError`. */
  listen(source: ProtocolSource, { signal }: Cancellable = {}): Deferred<IListeningPort> {
    const factory = factoryFrom(source);
    return listenUnlessAborted(() => this.#adopt(factory), signal);
  }

  #adopt(factory: IProtocolFactory): Deferred<IListeningPort> {
    if (this.#used) throw new AlreadyListened(`${this}`, "it was taken over before");
    this.#used = true;
    return this.#reactor
      .adoptStreamPort(this.#fd, factory)
      .addCallback((port) => this.#checked(port));
  }

  #checked(port: IListeningPort): IListeningPort | Deferred<IListeningPort> {
    const { family } = this.#options;
    const found = familyOf(port.getHost());
    if (family === undefined || family === found) return port;
    return port.stopListening().addCallback(() => {
      throw new CannotListenError(`${this}`, `it is a socket of ${found}, not of ${family}`);
    });
  }

  toString(): string {
    return `descriptor ${this.#fd}`;
  }
}

function familyOf(address: IAddress): AddressFamily {
  if (address instanceof UNIXAddress) return "UNIX";
  return address instanceof IPv6Address ? "INET6" : "INET";
}

/** A connection that a supervisor has accepted or made: inetd with `nowait`, systemd with `Accept=yes`. */
export class AdoptedStreamClientEndpoint implements IStreamClientEndpoint {
  static {
    implementer(IStreamClientEndpoint)(this);
  }
  readonly #reactor: IReactorSocket;
  readonly #fd: number;
  #used = false;

  constructor(reactor: IReactorSocket, fd: number) {
    this.#reactor = reactor;
    this.#fd = fd;
  }

  /** Once, though it be cancelled on the way. Fails with a `ConnectError`. */
  connect<P extends IProtocol>(source: ProtocolSource<P>, options: Cancellable = {}): Deferred<P> {
    return connectByAdopting(source, options, `${this}`, (factory, watcher) => {
      if (this.#used) return fail(new ConnectError(`${this} was taken over before`));
      this.#used = true;
      return succeed(undefined).addCallback(() =>
        this.#reactor.adoptStreamConnection(this.#fd, factory, watcher),
      );
    });
  }

  toString(): string {
    return `descriptor ${this.#fd}`;
  }
}
