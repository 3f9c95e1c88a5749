/** Listening and connecting by host and port, with TLS from the first byte or without. */
import type { Deferred } from "../deferred/index.ts";
import {
  type ConnectTCPOptions,
  hostAddress,
  type IClientFactory,
  type IConnector,
  type IListeningPort,
  InvalidPortError,
  type IProtocolFactory,
  type ListenTCPOptions,
  type TLSOptions,
} from "../net/index.ts";
import type { Socket, TCPPlatform } from "../platform/index.ts";
import type { Streams } from "./streams.ts";

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

/** Throws `InvalidPortError`. */
export function connectTCP(
  streams: Streams,
  tcp: TCPPlatform,
  host: string,
  port: number,
  factory: IClientFactory,
  { seconds, bindAddress: from }: ConnectTCPOptions,
  tls: TLSOptions | null = null,
): IConnector {
  checkPort(port);
  const to = { host, port };
  const options = from ? { bindAddress: { host: from.host, port: from.port ?? 0 } } : {};
  const open = (): Deferred<Socket> => tcp.connect(to, options);
  return streams.connect(
    { address: hostAddress("TCP", host, port), to, open, tls },
    factory,
    seconds,
  );
}

export function checkPort(port: number): void {
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidPortError(`port ${port}: a port is a whole number from 0 to 65535`);
}
