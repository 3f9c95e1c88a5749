/**
 * What makes an endpoint out of a description, and says which description it is: one parser for each type.
 *
 * The names are Twisted's; what is given is not the arguments but the description as a whole, so that every
 * mistake can be shown at its place.
 */
import { attribute, defineInterface, type Interface, method } from "../components/index.ts";
import type { Deferred } from "../deferred/index.ts";
import {
  type Cancellable,
  type IListeningPort,
  type IProtocol,
  type IStreamClientEndpoint,
  type IStreamServerEndpoint,
  NotSupportedError,
} from "../net/index.ts";
import type { ProtocolSource } from "../protocols/index.ts";
import type { Description } from "./description.ts";
import { type Parameters, readParameters, type Values } from "./parameters.ts";

/** A place to listen on that takes a function or a protocol class as well as a factory. */
export interface StreamServerEndpoint extends IStreamServerEndpoint {
  listen(source: ProtocolSource, options?: Cancellable): Deferred<IListeningPort>;
}

/** A place to connect to that takes a function or a protocol class as well as a factory. */
export interface StreamClientEndpoint extends IStreamClientEndpoint {
  connect<P extends IProtocol>(source: ProtocolSource<P>, options?: Cancellable): Deferred<P>;
}

/** Makes places to listen on. */
export interface IStreamServerEndpointStringParser {
  /** The type, in lower case: `tcp`. */
  readonly prefix: string;
  /** Throws `InvalidDescriptionError`, and `NotSupportedError` where the reactor cannot do it. Opens nothing. */
  parseStreamServer(reactor: object, description: Description): StreamServerEndpoint;
}
export const IStreamServerEndpointStringParser: Interface<IStreamServerEndpointStringParser> =
  defineInterface("torsion.IStreamServerEndpointStringParser", [], {
    prefix: attribute,
    parseStreamServer: method,
  });

/** Makes places to connect to. */
export interface IStreamClientEndpointStringParser {
  /** The type, in lower case: `tcp`. */
  readonly prefix: string;
  /** As `parseStreamServer`. */
  parseStreamClient(reactor: object, description: Description): StreamClientEndpoint;
}
export const IStreamClientEndpointStringParser: Interface<IStreamClientEndpointStringParser> =
  defineInterface("torsion.IStreamClientEndpointStringParser", [], {
    prefix: attribute,
    parseStreamClient: method,
  });

/**
 * A parser for a type that takes `parameters`; the order of the required ones is that of the arguments without a
 * name. `needs`: what the reactor has to provide.
 */
export function serverParser<R, P extends Parameters>(
  prefix: string,
  needs: Interface<R>,
  parameters: P,
  make: (reactor: R, values: Values<P>) => StreamServerEndpoint,
): IStreamServerEndpointStringParser {
  return {
    prefix,
    parseStreamServer: (reactor, description) => {
      const values = readParameters(description, parameters);
      return make(capable(reactor, needs, description), values);
    },
  };
}

/** As {@link serverParser}. */
export function clientParser<R, P extends Parameters>(
  prefix: string,
  needs: Interface<R>,
  parameters: P,
  make: (reactor: R, values: Values<P>) => StreamClientEndpoint,
): IStreamClientEndpointStringParser {
  return {
    prefix,
    parseStreamClient: (reactor, description) => {
      const values = readParameters(description, parameters);
      return make(capable(reactor, needs, description), values);
    },
  };
}

/** `reactor` as what `needs` says. Throws `NotSupportedError`. What declares nothing but has the methods will do. */
export function capable<R>(reactor: object, needs: Interface<R>, { text }: Description): R {
  if (needs.providedBy(reactor) || [...needs.members.keys()].every((name) => name in reactor))
    return reactor as R;
  throw new NotSupportedError(
    `this reactor cannot do ${text}: its platform provides no ${needs.id.replace("torsion.", "")}`,
  );
}
