/** Endpoints from descriptions: what a program takes from its command line or its configuration. */
import { type Description, parseDescription } from "./description.ts";
import type { StreamClientEndpoint, StreamServerEndpoint } from "./parser.ts";
import { clientParserFor, serverParserFor } from "./registry.ts";

/**
 * The place to listen on that `description` says: `tcp:8007`, or
 * `tcp:8007:interface=127.0.0.1:backlog=50`.
 *
 * Throws at once and before anything is opened (E4): `InvalidDescriptionError`, and `NotSupportedError` where the
 * platform of the reactor cannot do it.
 */
export function serverFromString(reactor: object, description: string): StreamServerEndpoint {
  return serverFromDescription(reactor, parseDescription(description));
}

/**
 * The place to connect to that `description` says: `tcp:example.org:80`, or
 * `tcp:host=example.org:port=80:timeout=30:bindAddress=10.0.0.1`.
 *
 * Throws as `serverFromString` does.
 */
export function clientFromString(reactor: object, description: string): StreamClientEndpoint {
  return clientFromDescription(reactor, parseDescription(description));
}

/** As `serverFromString`, of what has been taken apart: for a type whose descriptions have others inside. */
export function serverFromDescription(reactor: object, parsed: Description): StreamServerEndpoint {
  return serverParserFor(parsed, reactor).parseStreamServer(reactor, parsed);
}

/** As `clientFromString`, of what has been taken apart. */
export function clientFromDescription(reactor: object, parsed: Description): StreamClientEndpoint {
  return clientParserFor(parsed, reactor).parseStreamClient(reactor, parsed);
}
