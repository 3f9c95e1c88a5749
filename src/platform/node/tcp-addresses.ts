/** Where the ends of a TCP socket are. */
import type * as net from "node:net";
import type { SocketAddress } from "../port.ts";
import type { Addresses } from "./socket.ts";

export function addressOf(server: net.Server): SocketAddress {
  const { address, port } = server.address() as net.AddressInfo;
  return { host: address, port };
}

export function addresses(raw: net.Socket): Addresses<SocketAddress> {
  return {
    local: { host: raw.localAddress ?? "", port: raw.localPort ?? 0 },
    peer: { host: raw.remoteAddress ?? "", port: raw.remotePort ?? 0 },
  };
}
