/**
 * A UDP port whose datagrams go through the relay of a SOCKS proxy: a transport to the user's protocol, a protocol to the
 * port that is really there.
 *
 * Rules: it is closed when the proxy's connection is, and closes that. What comes and is no datagram of a relay, or a
 * fragment of one, is dropped.
 */
import { implementer } from "../../components/index.ts";
import { type Deferred, fail, succeed } from "../../deferred/index.ts";
import {
  AlreadyConnectingError,
  type DatagramAddress,
  hostAddress,
  type IDatagramProtocol,
  type IHostAddress,
  IMulticastTransport,
  InvalidAddressError,
  isIPAddress,
  isIPv6Address,
  MulticastJoinError,
} from "../../net/index.ts";
import { canonicalHost } from "./canonical-host.ts";
import { buildSOCKS5Datagram, wholeDatagram } from "./datagram.ts";
import { SOCKSMessageError, SOCKSProxyError } from "./errors.ts";
import type { SOCKS5Address } from "./messages-5.ts";

export interface SOCKSDatagramPortOptions {
  /** The user's. */
  readonly protocol: IDatagramProtocol;
  /** Where the proxy takes datagrams. */
  readonly relay: SOCKS5Address;
  readonly maxPacketSize?: number | undefined;
  /** The port is closed: the association is to end. */
  readonly closed: () => void;
}

export class SOCKSDatagramPort implements IMulticastTransport, IDatagramProtocol {
  static {
    implementer(IMulticastTransport)(this);
  }
  readonly #options: SOCKSDatagramPortOptions;
  #udp: IMulticastTransport | null = null;
  #peer: SOCKS5Address | null = null;
  #failed: SOCKSProxyError | null = null;
  #broadcast = false;

  constructor(options: SOCKSDatagramPortOptions) {
    this.#options = options;
  }

  /** Why nothing can go through it, although it was opened; then the user's protocol knows nothing of it. */
  get failed(): SOCKSProxyError | null {
    return this.#failed;
  }

  // To the user's protocol.

  write(packet: Uint8Array, to: DatagramAddress | null = this.#peer): void {
    const udp = this.#open();
    if (to === null)
      throw new InvalidAddressError("write() needs an address, or connect() before it");
    // Of what is no bytes the port knows what to say.
    udp.write(packet instanceof Uint8Array ? wrapped(packet, to) : packet);
  }

  connect(host: string, port: number): void {
    if (this.#peer !== null)
      throw new AlreadyConnectingError(
        `the port is connected to ${this.#peer.host}:${this.#peer.port} already`,
      );
    wrapped(new Uint8Array(0), { host, port });
    this.#peer = { host, port };
  }

  getHost(): IHostAddress {
    return this.#open().getHost();
  }

  stopListening(): Deferred<void> {
    this.#options.closed();
    return this.#udp?.stopListening() ?? succeed(undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stopListening();
  }

  /** Whether they get anywhere is the proxy's to say. */
  setBroadcastAllowed(allowed: boolean): void {
    this.#broadcast = allowed;
  }

  getBroadcastAllowed(): boolean {
    return this.#broadcast;
  }

  joinGroup(): Deferred<void> {
    return fail(noGroups());
  }

  leaveGroup(): Deferred<void> {
    return fail(noGroups());
  }

  setTTL(): void {
    throw noGroups();
  }

  getTTL(): number {
    return 1;
  }

  setLoopbackMode(): void {
    throw noGroups();
  }

  getLoopbackMode(): boolean {
    return true;
  }

  setOutgoingInterface(): void {
    throw noGroups();
  }

  getOutgoingInterface(): string | null {
    return null;
  }

  // To the port. What the user's methods give is its to wait for (X21).

  makeConnection(udp: IMulticastTransport): unknown {
    const { relay, protocol } = this.#options;
    this.#udp = udp;
    try {
      udp.connect(relay.host, relay.port);
    } catch (cause) {
      this.#failed = new SOCKSProxyError(
        `the SOCKS proxy takes datagrams at ${relay.host}:${relay.port}, and nothing can be sent there`,
        { cause },
      );
      udp.stopListening();
      return undefined;
    }
    return protocol.makeConnection(this);
  }

  doStop(): unknown {
    if (this.#failed !== null) return undefined;
    this.#options.closed();
    return this.#options.protocol.doStop();
  }

  datagramReceived(bytes: Uint8Array): unknown {
    const { protocol, maxPacketSize } = this.#options;
    const datagram = wholeDatagram(bytes);
    if (datagram === null || !this.#isFromPeer(datagram)) return undefined;
    const { data, host, port } = datagram;
    return protocol.datagramReceived(
      data.subarray(0, maxPacketSize),
      hostAddress("UDP", host, port),
    );
  }

  /** There is no relay, whatever the proxy has said. */
  connectionRefused(): void {
    if (this.#failed === null) this.stopListening();
  }

  /** A name is told by its port alone: answers have an address. */
  #isFromPeer({ host, port }: SOCKS5Address): boolean {
    const peer = this.#peer;
    if (peer === null) return true;
    const isAddress = isIPAddress(peer.host) || isIPv6Address(peer.host);
    return peer.port === port && (!isAddress || canonicalHost(peer.host) === canonicalHost(host));
  }

  #open(): IMulticastTransport {
    if (this.#udp === null) throw new InvalidAddressError("the port is not open yet");
    return this.#udp;
  }
}

function noGroups(): MulticastJoinError {
  return new MulticastJoinError("there are no groups behind a SOCKS proxy");
}

function wrapped(packet: Uint8Array, to: DatagramAddress): Uint8Array {
  try {
    return buildSOCKS5Datagram(to, packet);
  } catch (cause) {
    if (!(cause instanceof SOCKSMessageError)) throw cause;
    throw new InvalidAddressError(`nothing can be sent to ${to.host}:${to.port}`, { cause });
  }
}
