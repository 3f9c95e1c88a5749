/** What a SOCKS server may do, for whom, through what, and for how long. */
import type { Awaitable, Deferred } from "../../deferred/index.ts";
import {
  type IAddress,
  type IDatagramProtocol,
  type IHostnameResolver,
  type IStreamClientEndpoint,
  type IStreamServerEndpoint,
  type IUDPTransport,
  isIPv4OrIPv6Address,
} from "../../net/index.ts";
import type { IReactorTime } from "../../time/index.ts";
import { isPublicAddress } from "./public-addresses.ts";

/** 4 takes IPv4 addresses, `"4a"` names as well, 5 all of them and passwords. */
export type SOCKSVersion = 4 | "4a" | 5;

/** What a client wants to reach. */
export interface SOCKSDestination {
  /** `bind`: to be reached from there. `udp-associate`: datagrams go there, and come from there. */
  readonly command: "connect" | "bind" | "udp-associate";
  /** An address, or a name. */
  readonly host: string;
  readonly port: number;
  /** Where `host` is an address that a name has come to: the name, as the client has sent it. */
  readonly name: string | null;
  readonly version: SOCKSVersion;
  /** Of version 5, where it was asked for; of version 4 the user id, which proves nothing. */
  readonly username: string | null;
}

/** Who a client says it is. */
export interface SOCKSCredentials {
  readonly username: string;
  /** `null` in version 4, which knows no passwords. */
  readonly password: string | null;
  readonly version: SOCKSVersion;
}

/** What a SOCKS server may do, for whom, through what, and for how many seconds. */
export interface SOCKSServerOptions {
  readonly clock: IReactorTime;
  /** How a host is connected to: where it is a name, and there is no `resolver`, the endpoint looks it up. */
  readonly connect: (host: string, port: number) => IStreamClientEndpoint;
  /**
   * Who is asked for the addresses of names, before anything is connected to, so that `allow` can judge them. A
   * server whose `connect` goes through another proxy has none, and `allow` knows the name alone.
   */
  readonly resolver?: IHostnameResolver | undefined;
  /** Where to listen for the one connection of a BIND; without it the command is refused. */
  readonly listen?: (() => IStreamServerEndpoint) | undefined;
  /**
   * How a UDP port, any that is free, is opened at an address of this host, for UDP ASSOCIATE; without it the command is
   * refused.
   */
  readonly listenUDP?:
    | ((protocol: IDatagramProtocol, host: string) => Deferred<IUDPTransport>)
    | undefined;
  /** What is spoken: all by default or, where somebody is to be authenticated, 5 alone. */
  readonly versions?: readonly SOCKSVersion[] | undefined;
  /**
   * Is this who they say they are? Without it nobody is asked. Whoever compares passwords does it in constant
   * time. What it throws or rejects with is logged, and means no.
   */
  readonly authenticate?:
    | ((credentials: SOCKSCredentials, peer: IAddress) => Awaitable<boolean>)
    | undefined;
  /**
   * May `peer` do this? Called for what the client has asked for and, where that is a name and there is a
   * `resolver`, for each address of it; of datagrams for each destination, once in 30 s. By default {@link allowPublic}.
   */
  readonly allow?:
    | ((destination: SOCKSDestination, peer: IAddress) => Awaitable<boolean>)
    | undefined;
  /** How long a client may take to say what it wants, 30 by default; authentication is part of it. */
  readonly handshakeSeconds?: number | undefined;
  /** How long looking up and connecting may take, 60 by default. */
  readonly connectSeconds?: number | undefined;
  /** How long the connection of a BIND is waited for, 120 by default. */
  readonly bindSeconds?: number | undefined;
  /** How long a UDP association may be without any datagram, 600 by default; then it ends, with its connection. */
  readonly idleSeconds?: number | undefined;
}

/**
 * The rule where none is given: what is an address has to be everybody's, so that nobody gets into the host itself or
 * the networks that it is in. A name passes, and is asked for again by its addresses.
 */
export function allowPublic({ host }: SOCKSDestination): boolean {
  return !isIPv4OrIPv6Address(host) || isPublicAddress(host);
}

/** The rule for a server that only those reach who may reach everything anyway. */
export function allowAll(): boolean {
  return true;
}
