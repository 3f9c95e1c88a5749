/** A UDP port of a pumped reactor: keeps what is sent, and gets what a test gives it. */
import { type Deferred, succeed } from "../../deferred/index.ts";
import { isIPAddress, isIPv6Address } from "../../net/index.ts";
import {
  type DatagramSink,
  type DatagramSocket,
  PlatformError,
  type SocketAddress,
} from "../../platform/index.ts";
import type { WrittenDatagram } from "./fake-datagram-transport.ts";

export class PumpedDatagramSocket implements DatagramSocket {
  readonly address: SocketAddress;
  /** What was sent, in order. */
  readonly written: WrittenDatagram[] = [];
  /** The groups that it is in. */
  readonly groups: Set<string> = new Set();
  readonly #sink: DatagramSink;
  #peer: SocketAddress | null = null;
  #open = true;

  constructor(address: SocketAddress, sink: DatagramSink) {
    this.address = address;
    this.#sink = sink;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  /** A datagram has come. A connected port hears its peer alone. */
  receive(data: Uint8Array, { host, port }: SocketAddress): void {
    const peer = this.#peer;
    const wanted = peer === null || (peer.host === host && peer.port === port);
    if (this.#open && wanted) this.#sink.datagram(data.slice(), host, port);
  }

  /** Nobody is there, says the peer's host. */
  refuse(): void {
    if (this.#open) this.#sink.failed(new PlatformError("ECONNREFUSED", "nobody is there"));
  }

  // What the reactor calls.

  canReach(host: string): boolean {
    return this.address.host.includes(":") ? isIPv6Address(host) : isIPAddress(host);
  }

  send(data: Uint8Array, to: SocketAddress): void {
    if (this.#open) this.written.push({ packet: data.slice(), to: this.#peer ?? to });
  }

  connect(peer: SocketAddress): void {
    this.#peer = peer;
  }

  joinGroup(group: string): void {
    this.groups.add(group);
  }

  leaveGroup(group: string): void {
    if (!this.groups.delete(group))
      throw new PlatformError("EADDRNOTAVAIL", `the port is not in ${group}`);
  }

  setTTL(): void {}
  setLoopback(): void {}
  setOutgoingInterface(): void {}
  setBroadcast(): void {}

  close(): Deferred<void> {
    this.#open = false;
    return succeed(undefined);
  }
}
