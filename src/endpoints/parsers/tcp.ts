/** `tcp:8007`, and `tcp:example.org:80`. */
import { IReactorTCP } from "../../net/index.ts";
import { host, optional, portNumber, required, seconds, wholeNumber } from "../parameters.ts";
import {
  clientParser,
  type IStreamClientEndpointStringParser,
  type IStreamServerEndpointStringParser,
  serverParser,
} from "../parser.ts";
import { TCPClientEndpoint } from "../tcp-client-endpoint.ts";
import { TCPServerEndpoint } from "../tcp-server-endpoint.ts";

export const tcpServer: IStreamServerEndpointStringParser = serverParser(
  "tcp",
  IReactorTCP,
  {
    port: required(portNumber(0)),
    interface: optional(host),
    backlog: optional(wholeNumber(1, 2 ** 31 - 1)),
  },
  (reactor, { port, ...options }) => new TCPServerEndpoint(reactor, port, options),
);

export const tcpClient: IStreamClientEndpointStringParser = clientParser(
  "tcp",
  IReactorTCP,
  {
    host: required(host),
    port: required(portNumber(1)),
    timeout: optional(seconds),
    bindAddress: optional(host),
  },
  (reactor, { host, port, timeout, bindAddress }) =>
    new TCPClientEndpoint(reactor, host, port, {
      ...(timeout !== undefined && { seconds: timeout }),
      ...(bindAddress !== undefined && { bindAddress: { host: bindAddress } }),
    }),
);
