/** The types that are always there: one line each. */
import type {
  IStreamClientEndpointStringParser,
  IStreamServerEndpointStringParser,
} from "./parser.ts";
import {
  fallbackClient,
  fdClient,
  fdServer,
  haproxyClient,
  haproxyServer,
  memoryClient,
  memoryServer,
  processClient,
  retryClient,
  socks4aClient,
  socks4Client,
  socks5Client,
  sslClient,
  sslServer,
  stdioClient,
  stdioServer,
  systemdServer,
  tcp6Client,
  tcp6Server,
  tcpClient,
  tcpServer,
  tlsClient,
  tlsServer,
  unixClient,
  unixServer,
} from "./parsers/index.ts";

/**
 * In the order in which an error message lists them. Functions, since what has a description inside asks `registry.ts`,
 * which asks here: nothing of that may happen while the modules are still being loaded.
 */
export const builtInServers = (): readonly IStreamServerEndpointStringParser[] => [
  tcpServer,
  tcp6Server,
  tlsServer,
  sslServer,
  unixServer,
  memoryServer,
  stdioServer,
  fdServer,
  systemdServer,
  haproxyServer,
];

export const builtInClients = (): readonly IStreamClientEndpointStringParser[] => [
  tcpClient,
  tcp6Client,
  tlsClient,
  sslClient,
  unixClient,
  memoryClient,
  stdioClient,
  fdClient,
  processClient,
  retryClient,
  fallbackClient,
  haproxyClient,
  socks5Client,
  socks4aClient,
  socks4Client,
];
