/** The types that are always there: one line each. */
import type {
  IStreamClientEndpointStringParser,
  IStreamServerEndpointStringParser,
} from "./parser.ts";
import {
  socks4aClient,
  socks4Client,
  socks5Client,
  tcpClient,
  tcpServer,
} from "./parsers/index.ts";

/**
 * In the order in which an error message lists them. Functions, since what has a description inside asks `registry.ts`,
 * which asks here: nothing of that may happen while the modules are still being loaded.
 */
export const builtInServers = (): readonly IStreamServerEndpointStringParser[] => [tcpServer];

export const builtInClients = (): readonly IStreamClientEndpointStringParser[] => [
  tcpClient,
  socks5Client,
  socks4aClient,
  socks4Client,
];
