/** What a SOCKS server needs of a reactor: its connections, names and time. */
import type {
  IHostnameResolver,
  IReactorPluggableNameResolver,
  IReactorTCP,
  IReactorTime,
} from "../net/index.ts";
import type { SOCKSServerOptions } from "../protocols/index.ts";
import { TCPClientEndpoint } from "./tcp-client-endpoint.ts";
import { TCPServerEndpoint } from "./tcp-server-endpoint.ts";

/** A reactor that a SOCKS server can work through. */
export type SOCKSReactor = IReactorTCP & IReactorTime & IReactorPluggableNameResolver;

/**
 * `new SOCKSServerFactory({ ...socksThrough(reactor), allow })`: connect over TCP, ask the reactor's resolver, the one that
 * is installed at the time, and listen at any free port for the connections of BIND.
 */
export function socksThrough(reactor: SOCKSReactor): Required<
  Pick<SOCKSServerOptions, "clock" | "connect" | "listen">
> & {
  readonly resolver: IHostnameResolver;
} {
  return {
    clock: reactor,
    connect: (host, port) => new TCPClientEndpoint(reactor, host, port),
    listen: () => new TCPServerEndpoint(reactor, 0),
    resolver: {
      resolveHostName: (receiver, name, options) =>
        reactor.nameResolver.resolveHostName(receiver, name, options),
    },
  };
}
