/** Listening and connecting by host and port, with TLS from the first byte or without. */
import type { Deferred } from "../deferred/index.ts";
import {
  type ConnectTCPOptions,
  type HostAddressType,
  hostAddress,
  type IClientFactory,
  type IConnector,
  type IListeningPort,
  InvalidPortError,
  type IProtocolFactory,
  IPv4Address,
  IPv6Address,
  type ListenTCPOptions,
  type TLSOptions,
} from "../net/index.ts";
import type { Socket, SocketAddress, TCPPlatform } from "../platform/index.ts";
import { ConnectByName } from "./connect-by-name.ts";
import type { Names } from "./names.ts";
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

/** What connecting needs of a reactor. */
export interface TCPClients {
  readonly streams: Streams;
  readonly names: Names;
  readonly tcp: TCPPlatform;
}

/** Throws `InvalidPortError`. A name is looked up anew for each attempt (X18). */
export function connectTCP(
  { streams, names, tcp }: TCPClients,
  host: string,
  port: number,
  factory: IClientFactory,
  { seconds, bindAddress: from }: ConnectTCPOptions,
  tls: TLSOptions | null = null,
): IConnector {
  checkPort(port);
  const to = { host, port };
  const options = from ? { bindAddress: { host: from.host, port: from.port ?? 0 } } : {};
  const openAt = (at: SocketAddress): Deferred<Socket> => tcp.connect(at, options);
  const destination = { address: hostAddress("TCP", host, port), to, tls };
  if (!names.isName(host))
    return streams.connect({ ...destination, open: () => openAt(to) }, factory, seconds);
  const target = {
    to,
    seconds: seconds ?? 30,
    options: { portNumber: port, ...(from && { addressTypes: [familyOf(from.host)] }) },
    open: openAt,
  };
  let attempt: ConnectByName | null = null;
  const open = (): Deferred<Socket> => {
    attempt = new ConnectByName(names, target);
    return attempt.begin();
  };
  const unfinished = (): Error | undefined => attempt?.unfinished();
  return streams.connect({ ...destination, open, unfinished }, factory, seconds);
}

/** From an address of one family only addresses of that family can be reached. */
function familyOf(host: string): HostAddressType {
  return host.includes(":") ? IPv6Address : IPv4Address;
}

export function checkPort(port: number): void {
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidPortError(`port ${port}: a port is a whole number from 0 to 65535`);
}
