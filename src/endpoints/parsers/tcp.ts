/** `tcp:8007` and `tcp:example.org:80`; `tcp6:` is the same with IPv6 alone. */
import type { Interface } from "../../components/index.ts";
import {
  IPv6Address,
  IReactorPluggableNameResolver,
  IReactorTCP,
  IReactorTime,
  isIPv4OrIPv6Address,
} from "../../net/index.ts";
import { HostnameEndpoint } from "../hostname-endpoint.ts";
import {
  host,
  optional,
  type Parameter,
  portNumber,
  readParameters,
  required,
  seconds,
  wholeNumber,
} from "../parameters.ts";
import {
  capable,
  clientParser,
  type IStreamClientEndpointStringParser,
  type IStreamServerEndpointStringParser,
  type StreamClientEndpoint,
  serverParser,
} from "../parser.ts";
import { TCPClientEndpoint } from "../tcp-client-endpoint.ts";
import { TCPServerEndpoint } from "../tcp-server-endpoint.ts";

export const listening: {
  readonly interface: Parameter<string> & { readonly required: false };
  readonly backlog: Parameter<number> & { readonly required: false };
} = {
  interface: optional(host),
  backlog: optional(wholeNumber(1, 2 ** 31 - 1)),
};
const serving = { port: required(portNumber(0)), ...listening };
const connecting = {
  host: required(host),
  port: required(portNumber(1)),
  timeout: optional(seconds),
  bindAddress: optional(host),
};

export const tcpServer: IStreamServerEndpointStringParser = serverParser(
  "tcp",
  IReactorTCP,
  serving,
  (reactor, { port, ...options }) => new TCPServerEndpoint(reactor, port, options),
);

export const tcp6Server: IStreamServerEndpointStringParser = serverParser(
  "tcp6",
  IReactorTCP,
  serving,
  (reactor, { port, ...options }) =>
    new TCPServerEndpoint(reactor, port, { interface: "::", ...options }),
);

export const tcpClient: IStreamClientEndpointStringParser = clientParser(
  "tcp",
  IReactorTCP,
  connecting,
  (reactor, { host, port, ...values }) => hostEndpoint(reactor, host, port, values),
);

export const tcp6Client: IStreamClientEndpointStringParser = {
  prefix: "tcp6",
  parseStreamClient: (reactor, description) => {
    const { host, port, ...values } = readParameters(description, connecting);
    for (const needs of [IReactorTCP, IReactorTime, IReactorPluggableNameResolver])
      capable(reactor, needs as Interface<unknown>, description);
    return new HostnameEndpoint(reactor as ReactorWithNames, host, port, {
      ...options(values),
      addressTypes: [IPv6Address],
    });
  },
};

type ReactorWithNames = IReactorTCP & IReactorTime & IReactorPluggableNameResolver;

export interface ConnectingValues {
  readonly timeout?: number | undefined;
  readonly bindAddress?: string | undefined;
}

/** What a user expects of a host and a port: of a name, all its addresses; where a reactor knows no names, what it does with one. */
export function hostEndpoint(
  reactor: IReactorTCP,
  host: string,
  port: number,
  values: ConnectingValues,
): StreamClientEndpoint {
  const isAddress = isIPv4OrIPv6Address(host);
  const knowsNames =
    IReactorPluggableNameResolver.providedBy(reactor) && IReactorTime.providedBy(reactor);
  return isAddress || !knowsNames
    ? new TCPClientEndpoint(reactor, host, port, options(values))
    : new HostnameEndpoint(reactor, host, port, options(values));
}

function options({ timeout, bindAddress }: ConnectingValues) {
  return {
    ...(timeout !== undefined && { seconds: timeout }),
    ...(bindAddress !== undefined && { bindAddress: { host: bindAddress } }),
  };
}
