/**
 * UDP of a simulated host: its bound sockets, and what becomes of datagrams that arrive.
 *
 * A datagram arrives whole or not at all, and may overtake another one where the link has jitter.
 */
import { Deferred, fail, succeed } from "../../deferred/index.ts";
import { PlatformError } from "../errors.ts";
import { EVERYWHERE } from "../everywhere.ts";
import type { SocketAddress } from "../port.ts";
import type { DatagramSink, DatagramSocket, UDPPlatform } from "../udp-port.ts";
import {
  covers,
  EphemeralPorts,
  type HostAddresses,
  loopbackAddress,
  overlap,
} from "./addresses.ts";
import { type NetstatRow, written } from "./netstat.ts";

/** What the datagrams of a host need of it. */
export interface DatagramHost {
  readonly name: string;
  readonly addresses: HostAddresses;
  /** Is there a host of that address? For a loopback address it is this one. */
  canReach(address: string): boolean;
  /** What stands against one more socket, if anything. */
  mayBind(): PlatformError | null;
  now(): number;
  soon(run: () => void): void;
  send(data: Uint8Array, from: SocketAddress, to: SocketAddress, reach: Reach): void;
  /** Tell `to` that nobody is at `from`. */
  refuse(from: SocketAddress, to: SocketAddress): void;
}

export interface Reach {
  /** Every host, of which those take it that have joined. */
  readonly everybody: boolean;
  /** Do members on this host get it as well? */
  readonly loopback: boolean;
}

const BROADCAST = "255.255.255.255";

/** RFC 5771, RFC 4291: 224.0.0.0/4 and ff00::/8. */
export function isGroup(host: string): boolean {
  const first = Number(/^(\d+)\.\d+\.\d+\.\d+$/.exec(host)?.[1] ?? 0);
  return (first >= 224 && first < 240) || /^ff[0-9a-f]{2}:/i.test(host);
}

function isForMany(host: string): boolean {
  return host === BROADCAST || isGroup(host);
}

export class Datagrams {
  readonly #host: DatagramHost;
  readonly #sockets = new Set<MemoryDatagramSocket>();
  readonly #ports = new EphemeralPorts();

  constructor(host: DatagramHost) {
    this.#host = host;
  }

  /** @param alive does the program still run that asks? */
  platform(alive: () => boolean): UDPPlatform {
    return {
      bind: (at, { share }, sink) => (alive() ? this.#bind(at, share, sink) : new Deferred()),
    };
  }

  get size(): number {
    return this.#sockets.size;
  }

  rows(): NetstatRow[] {
    return [...this.#sockets].map(({ address, peer, since }) => ({
      host: this.#host.name,
      protocol: "udp",
      local: written(address),
      peer: peer === null ? "*" : written(peer),
      state: null,
      sendQueue: 0,
      receiveQueue: 0,
      owned: true,
      age: this.#host.now() - since,
    }));
  }

  crash(): void {
    for (const socket of [...this.#sockets]) void socket.close();
  }

  /** A datagram has arrived. */
  receive(data: Uint8Array, from: SocketAddress, to: SocketAddress): void {
    const everybody = isForMany(to.host);
    let taken = false;
    for (const socket of [...this.#sockets]) {
      if (!socket.takes(from, to)) continue;
      taken = true;
      socket.sink.datagram(data.slice(), from.host, from.port);
      if (!everybody) return;
    }
    if (!taken && !everybody) this.#host.refuse(to, from);
  }

  /** Nobody is at `peer`. */
  refused(local: SocketAddress, peer: SocketAddress): void {
    const error = new PlatformError("ECONNREFUSED", `nobody is at ${peer.host}:${peer.port}`);
    for (const socket of [...this.#sockets])
      if (socket.address.port === local.port && socket.isConnectedTo(peer))
        socket.sink.failed(error);
  }

  #bind(at: SocketAddress, share: boolean, sink: DatagramSink): Deferred<DatagramSocket> {
    const host = this.#host;
    if (!EVERYWHERE.has(at.host) && !host.addresses.isOwn(at.host))
      return fail(new PlatformError("EADDRNOTAVAIL", `${host.name} is not ${at.host}`));
    const refusal = host.mayBind();
    if (refusal !== null) return fail(refusal);
    const port = at.port === 0 ? this.#freePort() : at.port;
    if (port === undefined)
      return fail(new PlatformError("EADDRINUSE", `${host.name} has no free UDP port`));
    const address = { host: host.addresses.bound(at.host), port };
    for (const other of this.#sockets)
      if (other.address.port === port && overlap(other.address, address) && !(share && other.share))
        return fail(new PlatformError("EADDRINUSE", `UDP port ${port} of ${host.name} is in use`));
    const socket = new MemoryDatagramSocket(host, address, share, sink, () =>
      this.#sockets.delete(socket),
    );
    this.#sockets.add(socket);
    return succeed(socket as DatagramSocket);
  }

  #freePort(): number | undefined {
    const taken = new Set([...this.#sockets].map(({ address }) => address.port));
    return this.#ports.choose((port) => taken.has(port));
  }
}

class MemoryDatagramSocket implements DatagramSocket {
  readonly address: SocketAddress;
  readonly share: boolean;
  readonly sink: DatagramSink;
  readonly since: number;
  readonly #host: DatagramHost;
  readonly #forget: () => void;
  readonly #groups = new Set<string>();
  #peer: SocketAddress | null = null;
  #loopback = true;
  #broadcast = false;
  #open = true;

  constructor(
    host: DatagramHost,
    address: SocketAddress,
    share: boolean,
    sink: DatagramSink,
    forget: () => void,
  ) {
    this.#host = host;
    this.address = address;
    this.share = share;
    this.sink = sink;
    this.since = host.now();
    this.#forget = forget;
  }

  get peer(): SocketAddress | null {
    return this.#peer;
  }

  takes(from: SocketAddress, to: SocketAddress): boolean {
    if (to.port !== this.address.port || !this.#open) return false;
    if (this.#peer !== null && !this.isConnectedTo(from)) return false;
    if (isGroup(to.host)) return this.#groups.has(to.host);
    return to.host === BROADCAST || covers(this.address, to);
  }

  isConnectedTo(peer: SocketAddress): boolean {
    return this.#peer?.host === peer.host && this.#peer.port === peer.port;
  }

  canReach(host: string): boolean {
    return isForMany(host) || this.#host.canReach(host);
  }

  send(data: Uint8Array, to: SocketAddress): void {
    if (!this.#open) return;
    const target = this.#peer ?? to;
    if (target.host === BROADCAST && !this.#broadcast) {
      const error = new PlatformError("EACCES", "broadcast is not allowed on this port");
      this.#host.soon(() => {
        if (this.#open) this.sink.failed(error);
      });
      return;
    }
    const from = this.#source(target.host);
    // Nowhere to send it from: it is lost like any other.
    if (from === null) return;
    const everybody = isForMany(target.host);
    this.#host.send(data.slice(), from, target, { everybody, loopback: this.#loopback });
  }

  #source(target: string): SocketAddress | null {
    const { host, port } = this.address;
    if (!EVERYWHERE.has(host)) return { host, port };
    const source = this.#host.addresses.sourceFor(isForMany(target) ? host : target);
    return source === undefined ? null : { host: source, port };
  }

  connect(peer: SocketAddress): void {
    this.#peer = { host: loopbackAddress(peer.host), port: peer.port };
  }

  joinGroup(group: string): void {
    if (!isGroup(group)) throw new PlatformError("EINVAL", `${group} is no group`);
    if (this.#groups.has(group)) throw new PlatformError("EADDRINUSE", `already in ${group}`);
    this.#groups.add(group);
  }

  leaveGroup(group: string): void {
    if (!this.#groups.delete(group)) throw new PlatformError("EADDRNOTAVAIL", `not in ${group}`);
  }

  setTTL(): void {}

  setLoopback(enabled: boolean): void {
    this.#loopback = enabled;
  }

  setOutgoingInterface(address: string): void {
    if (!EVERYWHERE.has(address) && !this.#host.addresses.isOwn(address))
      throw new PlatformError("EADDRNOTAVAIL", `${this.#host.name} is not ${address}`);
  }

  setBroadcast(enabled: boolean): void {
    this.#broadcast = enabled;
  }

  close(): Deferred<void> {
    this.#open = false;
    this.#forget();
    return succeed(undefined);
  }
}
