/**
 * The types of endpoints that descriptions can name: one entry each, with what it takes.
 *
 * In an entry, the order of the required parameters is the order of the arguments without a name.
 */
import type { Deferred } from "../deferred/index.ts";
import type {
  Cancellable,
  IListeningPort,
  IProtocol,
  IReactorTCP,
  IStreamClientEndpoint,
  IStreamServerEndpoint,
} from "../net/index.ts";
import type { ProtocolSource } from "../protocols/index.ts";
import type { Description } from "./description.ts";
import {
  host,
  optional,
  type Parameters,
  readParameters,
  required,
  seconds,
  type Values,
  wholeNumber,
} from "./parameters.ts";
import { TCPClientEndpoint } from "./tcp-client-endpoint.ts";
import { TCPServerEndpoint } from "./tcp-server-endpoint.ts";

/** A place to listen on that takes a function or a protocol class as well as a factory. */
export interface StreamServerEndpoint extends IStreamServerEndpoint {
  listen(source: ProtocolSource, options?: Cancellable): Deferred<IListeningPort>;
}

/** A place to connect to that takes a function or a protocol class as well as a factory. */
export interface StreamClientEndpoint extends IStreamClientEndpoint {
  connect<P extends IProtocol>(source: ProtocolSource<P>, options?: Cancellable): Deferred<P>;
}

/** Makes the endpoint that a description of this type says. Throws `InvalidDescriptionError`. */
export type EndpointType<E> = (reactor: IReactorTCP, description: Description) => E;

function endpointType<P extends Parameters, E>(
  parameters: P,
  make: (reactor: IReactorTCP, values: Values<P>) => E,
): EndpointType<E> {
  return (reactor, description) => make(reactor, readParameters(description, parameters));
}

export const serverTypes: ReadonlyMap<string, EndpointType<StreamServerEndpoint>> = new Map([
  [
    "tcp",
    endpointType(
      {
        port: required(wholeNumber(0, 65_535)),
        interface: optional(host),
        backlog: optional(wholeNumber(1, 2 ** 31 - 1)),
      },
      (reactor, { port, ...options }) => new TCPServerEndpoint(reactor, port, options),
    ),
  ],
]);

export const clientTypes: ReadonlyMap<string, EndpointType<StreamClientEndpoint>> = new Map([
  [
    "tcp",
    endpointType(
      {
        host: required(host),
        port: required(wholeNumber(1, 65_535)),
        timeout: optional(seconds),
        bindAddress: optional(host),
      },
      (reactor, { host, port, timeout, bindAddress }) =>
        new TCPClientEndpoint(reactor, host, port, {
          ...(timeout !== undefined && { seconds: timeout }),
          ...(bindAddress !== undefined && { bindAddress: { host: bindAddress } }),
        }),
    ),
  ],
]);
