/** The port of UDP: sockets that send and get whole datagrams. The rules of `port.ts` hold here too. */
import type { Deferred } from "../deferred/index.ts";
import type { PlatformError } from "./errors.ts";
import type { SocketAddress } from "./port.ts";

export interface UDPPlatform {
  /** @param options.share other sockets of the host may be bound to the same port. */
  bind(
    at: SocketAddress,
    options: { readonly share: boolean },
    sink: DatagramSink,
  ): Deferred<DatagramSocket>;
}

/** Methods throw `PlatformError` for what the host refuses, and nothing once the socket is closed. */
export interface DatagramSocket {
  readonly address: SocketAddress;
  /** Is that an address that datagrams of this socket can go to? */
  canReach(host: string): boolean;
  /** The bytes may change when it returns. What the host has no room for is lost. */
  send(data: Uint8Array, to: SocketAddress): void;
  /** Datagrams from elsewhere are no longer told; `send` goes to `peer`, whatever it is given. */
  connect(peer: SocketAddress): void;
  joinGroup(group: string, networkInterface: string | undefined): void;
  leaveGroup(group: string, networkInterface: string | undefined): void;
  setTTL(ttl: number): void;
  setLoopback(enabled: boolean): void;
  setOutgoingInterface(address: string): void;
  setBroadcast(enabled: boolean): void;
  /** Nothing is told any more. Fires when the address is free. */
  close(): Deferred<void>;
}

export interface DatagramSink {
  /** The bytes are the sink's. */
  datagram(data: Uint8Array, host: string, port: number): void;
  /** `ECONNREFUSED`: the peer of a connected socket is not there. Anything else: what the host could not send. */
  failed(error: PlatformError): void;
}
