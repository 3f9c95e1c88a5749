/** Where the ends of a TCP socket are. */
import type * as net from "node:net";
import { EVERYWHERE } from "../everywhere.ts";
import type { SocketAddress } from "../port.ts";
import type { Addresses } from "./socket.ts";

export function addressOf(server: net.Server): SocketAddress {
  const { address, port } = server.address() as net.AddressInfo;
  return { host: address, port };
}

/** Of a socket that was accepted; a server that listens on one address alone need not ask the host for it. */
export function acceptedAddresses(raw: net.Socket, at: SocketAddress): Addresses<SocketAddress> {
  const peer = { host: raw.remoteAddress ?? "", port: raw.remotePort ?? 0 };
  return EVERYWHERE.has(at.host) ? addresses(raw) : { local: at, peer };
}

export function addresses(raw: net.Socket): Addresses<SocketAddress> {
  return {
    local: { host: raw.localAddress ?? "", port: raw.localPort ?? 0 },
    peer: { host: raw.remoteAddress ?? "", port: raw.remotePort ?? 0 },
  };
}
