/** How a stranger joins a program that has started: a command for a terminal, where there is one. */
import {
  type IService,
  IServiceCollection,
  StreamServerEndpointService,
} from "../application/index.ts";
import {
  AdoptedStreamServerEndpoint,
  SSLServerEndpoint,
  TCPServerEndpoint,
  UNIXServerEndpoint,
} from "../endpoints/index.ts";
import { Logger } from "../logger/index.ts";
import { type IAddress, IHostAddress, UNIXAddress } from "../net/index.ts";

const log: Logger = new Logger({ namespace: "twist" });
const LOOPBACK: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "::1" };

/** Logs one for each port of the tree. */
export function sayHowToConnect(service: IService): void {
  if (service instanceof StreamServerEndpointService && service.port !== null) {
    const command = howToConnect(service.endpoint, service.port.getHost());
    if (command !== null) log.info("join with: {command}", { command });
  }
  if (IServiceCollection.providedBy(service)) for (const child of service) sayHowToConnect(child);
}

const PLAIN = [TCPServerEndpoint, UNIXServerEndpoint, AdoptedStreamServerEndpoint];

/** `null` where it takes more than a terminal: WebSockets, say, or a proxy in front. */
function howToConnect(endpoint: object, address: IAddress): string | null {
  const plain = PLAIN.some((kind) => endpoint instanceof kind);
  if (address instanceof UNIXAddress)
    return plain && address.name.startsWith("/") ? `nc -U ${address.name}` : null;
  if (!IHostAddress.providedBy(address)) return null;
  const { port } = address;
  const host = LOOPBACK[address.host] ?? address.host;
  if (plain) return `nc ${host} ${port}`;
  if (!(endpoint instanceof SSLServerEndpoint)) return null;
  return `openssl s_client -connect ${host.includes(":") ? `[${host}]` : host}:${port}`;
}
