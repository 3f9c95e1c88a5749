/** What a SOCKS server needs of a reactor: its connections, names and time. */
import type { Deferred } from "../deferred/index.ts";
import {
  type IDatagramProtocol,
  type IHostnameResolver,
  type IReactorPluggableNameResolver,
  type IReactorTCP,
  type IReactorTime,
  IReactorUDP,
  type IStreamClientEndpoint,
  type IStreamServerEndpoint,
  type IUDPTransport,
} from "../net/index.ts";
import { TCPClientEndpoint } from "./tcp-client-endpoint.ts";
import { TCPServerEndpoint } from "./tcp-server-endpoint.ts";

/** A reactor that a SOCKS server can work through. */
export type SOCKSReactor = IReactorTCP & IReactorTime & IReactorPluggableNameResolver;

/** The options of a server that come from its reactor. */
export interface SOCKSServerSurroundings {
  readonly clock: IReactorTime;
  connect(host: string, port: number): IStreamClientEndpoint;
  listen(): IStreamServerEndpoint;
  readonly resolver: IHostnameResolver;
  /** `undefined` where the reactor has no UDP. */
  readonly listenUDP:
    | ((protocol: IDatagramProtocol, host: string) => Deferred<IUDPTransport>)
    | undefined;
}

/**
 * `new SOCKSServerFactory({ ...socksThrough(reactor), allow })`: connect over TCP, ask the reactor's resolver, the one that
 * is installed at the time, and listen at any free port for the connections of BIND and, if the reactor has UDP, for the
 * datagrams of UDP ASSOCIATE.
 */
export function socksThrough(reactor: SOCKSReactor): SOCKSServerSurroundings {
  return {
    clock: reactor,
    connect: (host, port) => new TCPClientEndpoint(reactor, host, port),
    listen: () => new TCPServerEndpoint(reactor, 0),
    resolver: {
      resolveHostName: (receiver, name, options) =>
        reactor.nameResolver.resolveHostName(receiver, name, options),
    },
    listenUDP: IReactorUDP.providedBy(reactor)
      ? (protocol, host) => reactor.listenUDP(0, protocol, { interface: host })
      : undefined,
  };
}
