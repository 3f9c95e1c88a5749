/** UDP: datagrams, each whole or lost, and groups of hosts that get the same ones. */
import { defineInterface, type Interface, method } from "../components/index.ts";
import type { Deferred } from "../deferred/index.ts";
import type { IHostAddress } from "./address.ts";
import { IListeningPort } from "./port.ts";

/** Where a datagram goes: an address, never a name that would have to be looked up. */
export interface DatagramAddress {
  readonly host: string;
  readonly port: number;
}

/** An open UDP port, which its protocol sends with. */
export interface IUDPTransport extends IListeningPort {
  /**
   * Send one datagram, now; the bytes are free again when it returns. It may be lost, in silence, on its way or
   * where the host cannot take more. Throws `InvalidAddressError` for what is no address of this port's family,
   * `MessageLengthError` above 65,507 bytes, `NotBytesError`. Does nothing once the port is closed.
   *
   * @param to left out where the port is connected.
   */
  write(packet: Uint8Array, to?: DatagramAddress): void;
  /**
   * Exchange datagrams with this address alone, and hear of it when nobody is there (`connectionRefused`). Once
   * at the most: throws `AlreadyConnectingError`; `InvalidAddressError` for a name.
   */
  connect(host: string, port: number): void;
  getHost(): IHostAddress;
  /** May datagrams be sent to broadcast addresses? Not at first. */
  setBroadcastAllowed(allowed: boolean): void;
  getBroadcastAllowed(): boolean;
}
export const IUDPTransport: Interface<IUDPTransport> = defineInterface(
  "torsion.IUDPTransport",
  [IListeningPort],
  {
    write: method,
    connect: method,
    setBroadcastAllowed: method,
    getBroadcastAllowed: method,
  },
);

/** A UDP port that can be in groups. */
export interface IMulticastTransport extends IUDPTransport {
  /** Get what is sent to `group`. Fails with `MulticastJoinError`. */
  joinGroup(group: string, networkInterface?: string): Deferred<void>;
  leaveGroup(group: string, networkInterface?: string): Deferred<void>;
  /** How many hops what is sent to a group may take, 1 at first: it stays in the local network. */
  setTTL(ttl: number): void;
  getTTL(): number;
  /** Do this host's own members of a group get what is sent from here? They do at first. */
  setLoopbackMode(enabled: boolean): void;
  getLoopbackMode(): boolean;
  /** The address of the network interface that what is sent to groups leaves by. */
  setOutgoingInterface(address: string): void;
  /** `null`: the host chooses. */
  getOutgoingInterface(): string | null;
}
export const IMulticastTransport: Interface<IMulticastTransport> = defineInterface(
  "torsion.IMulticastTransport",
  [IUDPTransport],
  {
    joinGroup: method,
    leaveGroup: method,
    setTTL: method,
    getTTL: method,
    setLoopbackMode: method,
    getLoopbackMode: method,
    setOutgoingInterface: method,
    getOutgoingInterface: method,
  },
);

/** What speaks over a UDP port: one object for all peers. */
export interface IDatagramProtocol {
  /** The port is open. One protocol may be given several ports, one after the other. */
  makeConnection(transport: IMulticastTransport): void;
  /** The port is closed; called once for each `makeConnection`, last. */
  doStop(): void;
  /** The bytes are the protocol's to keep. What it throws is logged, and the port goes on (X21). */
  datagramReceived(data: Uint8Array, from: IHostAddress): void;
  /** Of a connected port: nobody is there, says the peer's host. The port stays open. */
  connectionRefused(): void;
}
export const IDatagramProtocol: Interface<IDatagramProtocol> = defineInterface(
  "torsion.IDatagramProtocol",
  [],
  {
    makeConnection: method,
    doStop: method,
    datagramReceived: method,
    connectionRefused: method,
  },
);

export interface ListenUDPOptions {
  /** The address to listen on; by default every IPv4 address of the host. */
  readonly interface?: string;
  /** What is longer is cut; by default nothing is. */
  readonly maxPacketSize?: number;
}
export interface ListenMulticastOptions extends ListenUDPOptions {
  /** Several programs of this host may listen on the port; they all get what is sent to a group. */
  readonly listenMultiple?: boolean;
}

/** A reactor that can speak UDP. */
export interface IReactorUDP {
  /** Port 0 lets the host choose. Fails with `CannotListenError`. */
  listenUDP(
    port: number,
    protocol: IDatagramProtocol,
    options?: ListenUDPOptions,
  ): Deferred<IMulticastTransport>;
}
export const IReactorUDP: Interface<IReactorUDP> = defineInterface("torsion.IReactorUDP", [], {
  listenUDP: method,
});

/** … and share a port for groups. */
export interface IReactorMulticast {
  listenMulticast(
    port: number,
    protocol: IDatagramProtocol,
    options?: ListenMulticastOptions,
  ): Deferred<IMulticastTransport>;
}
export const IReactorMulticast: Interface<IReactorMulticast> = defineInterface(
  "torsion.IReactorMulticast",
  [],
  { listenMulticast: method },
);
