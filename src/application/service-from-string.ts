/** A server in one line, of the description of where it listens. */
import { serverFromString } from "../endpoints/index.ts";
import type { ProtocolSource } from "../protocols/index.ts";
import { StreamServerEndpointService } from "./stream-server-endpoint-service.ts";

/**
 * Listens, while it runs, where `description` says: `serviceFromString(reactor, "tcp:8007", Echo)`. Twisted's
 * `strports.service`. Throws as `serverFromString` does.
 */
export function serviceFromString(
  reactor: object,
  description: string,
  source: ProtocolSource,
): StreamServerEndpointService {
  return new StreamServerEndpointService(serverFromString(reactor, description), source);
}
