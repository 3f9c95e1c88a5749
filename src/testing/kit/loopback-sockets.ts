/** A client and a server that are connected over sockets of a reactor, until the connection is over. */
import { Deferred, Failure } from "../../deferred/index.ts";
import {
  type IConnector,
  IHostAddress,
  type IListeningPort,
  type IProtocol,
  type IReactorTCP,
  type IReactorUNIX,
} from "../../net/index.ts";
import { OneProtocolFactory } from "./watched-factory.ts";
import { whenBothLost } from "./when-lost.ts";

export interface LoopbackTCPOptions {
  readonly reactor: IReactorTCP;
  /** 0 by default: the host chooses. */
  readonly port?: number;
}

export interface LoopbackUNIXOptions {
  readonly reactor: IReactorUNIX;
  /** Where nobody listens yet. */
  readonly path: string;
}

/**
 * Connect two protocols over TCP on 127.0.0.1. Fires when both have been told of the end and the port is
 * closed; fails where there was no connection, or an exception of theirs has ended it.
 */
export function loopbackTCP(
  server: IProtocol,
  client: IProtocol,
  { reactor, port = 0 }: LoopbackTCPOptions,
): Deferred<void> {
  const servers = new OneProtocolFactory(server);
  const listening = reactor.listenTCP(port, servers, { interface: "127.0.0.1" });
  return session(server, client, listening, (at, clients) => {
    reactor.connectTCP("127.0.0.1", IHostAddress(at.getHost()).port, clients);
  });
}

/** As {@link loopbackTCP}, over a UNIX socket. */
export function loopbackUNIX(
  server: IProtocol,
  client: IProtocol,
  { reactor, path }: LoopbackUNIXOptions,
): Deferred<void> {
  const listening = reactor.listenUNIX(path, new OneProtocolFactory(server));
  return session(server, client, listening, (_at, clients) => {
    reactor.connectUNIX(path, clients);
  });
}

class LoopbackClientFactory extends OneProtocolFactory<IProtocol> {
  /** Fires when a connection was made; fails where there was none. */
  readonly connected: Deferred<void> = new Deferred();

  clientConnectionMade(): void {
    this.#settle(() => this.connected.callback(undefined));
  }

  override clientConnectionFailed(_connector: IConnector, reason: Failure): void {
    this.#settle(() => this.connected.errback(reason));
  }

  /** Before it was made, that is: `connectionMade` threw, and whoever waits for the end will hear of it. */
  override clientConnectionLost(): void {
    this.clientConnectionMade();
  }

  #settle(fire: () => void): void {
    if (!this.connected.called) fire();
  }
}

function session(
  server: IProtocol,
  client: IProtocol,
  listening: Deferred<IListeningPort>,
  connect: (at: IListeningPort, clients: LoopbackClientFactory) => void,
): Deferred<void> {
  const lost = whenBothLost(server, client);
  return listening.addCallback((port) => {
    const clients = new LoopbackClientFactory(client);
    connect(port, clients);
    return clients.connected
      .addCallback(() => lost)
      .addBoth((result) =>
        port.stopListening().addCallback(() => {
          if (result instanceof Failure) throw result;
        }),
      );
  });
}
