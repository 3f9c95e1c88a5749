/** The types that are always there: one line each. */
import type {
  IStreamClientEndpointStringParser,
  IStreamServerEndpointStringParser,
} from "./parser.ts";
import {
  fdClient,
  fdServer,
  memoryClient,
  memoryServer,
  processClient,
  stdioClient,
  stdioServer,
  systemdServer,
  tcpClient,
  tcpServer,
} from "./parsers/index.ts";

/** In the order in which an error message lists them. */
export const builtInServers: readonly IStreamServerEndpointStringParser[] = [
  tcpServer,
  memoryServer,
  stdioServer,
  fdServer,
  systemdServer,
];

export const builtInClients: readonly IStreamClientEndpointStringParser[] = [
  tcpClient,
  memoryClient,
  stdioClient,
  fdClient,
  processClient,
];
