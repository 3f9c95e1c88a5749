/** The types that are always there: one line each. */
import type {
  IStreamClientEndpointStringParser,
  IStreamServerEndpointStringParser,
} from "./parser.ts";
import { memoryClient, memoryServer, tcpClient, tcpServer } from "./parsers/index.ts";

/** In the order in which an error message lists them. */
export const builtInServers: readonly IStreamServerEndpointStringParser[] = [
  tcpServer,
  memoryServer,
];

export const builtInClients: readonly IStreamClientEndpointStringParser[] = [
  tcpClient,
  memoryClient,
];
