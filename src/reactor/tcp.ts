/** Listening and connecting by host and port, with TLS from the first byte or without. */
import type { Deferred } from "../deferred/index.ts";
import {
  type ConnectTCPOptions,
  type IClientFactory,
  type IConnector,
  type IListeningPort,
  InvalidPortError,
  type IProtocolFactory,
  type ListenTCPOptions,
  type TLSOptions,
} from "../net/index.ts";
import type { TCPPlatform } from "../platform/index.ts";
import type { Names } from "./names.ts";
import type { Streams } from "./streams.ts";
import { AddressDestination, NameDestination } from "./tcp-destination.ts";

/** Throws `InvalidPortError`. */
export function listenTCP(
  streams: Streams,
  tcp: TCPPlatform,
  port: number,
  factory: IProtocolFactory,
  { interface: host = "0.0.0.0", backlog = 50 }: ListenTCPOptions,
  tls: TLSOptions | null = null,
): Deferred<IListeningPort> {
  checkPort(port);
  const at = { host, port };
  return streams.listen(at, (...told) => tcp.listen(at, { backlog }, ...told), factory, tls);
}

/** What connecting needs of a reactor. */
export interface TCPClients {
  readonly streams: Streams;
  readonly names: Names;
  readonly tcp: TCPPlatform;
}

/** Throws `InvalidPortError`. */
export function connectTCP(
  { streams, names, tcp }: TCPClients,
  host: string,
  port: number,
  factory: IClientFactory,
  { seconds = 30, bindAddress: from, resolved = false }: ConnectTCPOptions,
  tls: TLSOptions | null = null,
): IConnector {
  checkPort(port);
  const to = { host, port };
  const how = { from: from && { host: from.host, port: from.port ?? 0 }, tls };
  const isAddress = resolved && names.isAddress(host);
  const destination =
    names.isName(host) && !isAddress
      ? new NameDestination(names, seconds, tcp, to, how)
      : new AddressDestination(tcp, to, how);
  return streams.connect(destination, factory, seconds);
}

export function checkPort(port: number): void {
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidPortError(`port ${port}: a port is a whole number from 0 to 65535`);
}
