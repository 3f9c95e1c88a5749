/** Endpoints from descriptions: what a program takes from its command line or its configuration. */
import type { IReactorTCP } from "../net/index.ts";
import { type Description, parseDescription } from "./description.ts";
import {
  clientTypes,
  type EndpointType,
  type StreamClientEndpoint,
  type StreamServerEndpoint,
  serverTypes,
} from "./endpoint-types.ts";
import { InvalidDescriptionError } from "./errors.ts";

/**
 * The place to listen on that `description` says: `tcp:8007`, or
 * `tcp:8007:interface=127.0.0.1:backlog=50`.
 *
 * Throws `InvalidDescriptionError`, at once and before anything is opened (E4).
 */
export function serverFromString(reactor: IReactorTCP, description: string): StreamServerEndpoint {
  const parsed = parseDescription(description);
  return find(serverTypes, parsed, "server")(reactor, parsed);
}

/**
 * The place to connect to that `description` says: `tcp:example.org:80`, or
 * `tcp:host=example.org:port=80:timeout=30:bindAddress=10.0.0.1`.
 *
 * Throws `InvalidDescriptionError`, at once and before anything is opened (E4).
 */
export function clientFromString(reactor: IReactorTCP, description: string): StreamClientEndpoint {
  const parsed = parseDescription(description);
  return find(clientTypes, parsed, "client")(reactor, parsed);
}

function find<E>(
  types: ReadonlyMap<string, EndpointType<E>>,
  { text, type }: Description,
  side: "server" | "client",
): EndpointType<E> {
  const found = types.get(type.toLowerCase());
  if (found !== undefined) return found;
  const known = [...types.keys()].join(", ");
  throw new InvalidDescriptionError(`no ${side} type "${type}"; there is ${known}`, text, 0);
}
