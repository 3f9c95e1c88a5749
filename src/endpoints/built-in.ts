/** The types that are always there: one line each. */
import type {
  IStreamClientEndpointStringParser,
  IStreamServerEndpointStringParser,
} from "./parser.ts";
import { haproxyClient, haproxyServer, tcpClient, tcpServer } from "./parsers/index.ts";

/**
 * In the order in which an error message lists them. Functions, since what has a description inside asks `registry.ts`,
 * which asks here: nothing of that may happen while the modules are still being loaded.
 */
export const builtInServers = (): readonly IStreamServerEndpointStringParser[] => [
  tcpServer,
  haproxyServer,
];

export const builtInClients = (): readonly IStreamClientEndpointStringParser[] => [
  tcpClient,
  haproxyClient,
];
