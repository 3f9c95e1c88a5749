/** One host of a simulated network: its ports, its connections, and the platform of what runs on it. */
import { Deferred, fail, succeed } from "../../deferred/index.ts";
import { PlatformError } from "../errors.ts";
import { EVERYWHERE } from "../everywhere.ts";
import type { Listener, Platform, Socket, SocketAddress, StreamAddress } from "../port.ts";
import { covers, EphemeralPorts, isLoopback, overlap } from "./addresses.ts";
import { Connections } from "./connections.ts";
import { Datagrams } from "./datagrams.ts";
import { Endpoint, type EndpointHost, type Ends } from "./endpoint.ts";
import type { MemoryNames } from "./names.ts";
import { NO_BYTES, type Packet, resetFor } from "./packet.ts";
import { fnv1a } from "./random.ts";
import { TimeWait } from "./time-wait.ts";
import { isName, shown, UnixNames } from "./unix-names.ts";

/** What a host needs of the network that it is on. */
export interface HostNetwork {
  readonly now: () => number;
  readonly wallClock: () => number;
  after(seconds: number, run: () => void, lane: number): () => void;
  soon(run: () => void): void;
  draw(label: string): number;
  /** The host of that name or, for a loopback address, `from` itself. */
  find(from: Host, name: string): Host | undefined;
  send(from: Host, to: Host, ends: Ends<SocketAddress>, packet: Packet): void;
  /** What has no order, and is lost in silence. `arrive` is given what arrives, which may be damaged. */
  sendDatagram(
    from: Host,
    to: Host,
    route: Route,
    data: Uint8Array,
    arrive: (data: Uint8Array) => void,
  ): void;
  /** How many bytes a segment may hold. */
  segmentSize(from: Host, to: Host): number;
  /** In what pieces what has come from one host is to be seen on another; as `EndpointHost.rechunk`. */
  rechunk(from: Host, to: Host): number;
  readonly hosts: () => Iterable<Host>;
  readonly names: MemoryNames;
}

/** Where something goes from, and where to. */
export interface Route {
  readonly source: SocketAddress;
  readonly destination: SocketAddress;
}

interface Bound {
  readonly address: SocketAddress;
  readonly accept: (socket: Socket) => void;
}

export type MemoryPlatform = Platform & Required<Pick<Platform, "tcp" | "unix" | "udp" | "names">>;

export class Host implements EndpointHost {
  readonly name: string;
  /** What happens on one host keeps its order (`schedule.ts`). */
  readonly lane: number;
  up = true;
  /** Every attempt to connect is answered by a reset, whether somebody listens or not. */
  refusing = false;
  readonly #network: HostNetwork;
  readonly #bound: Bound[] = [];
  readonly #names = new UnixNames();
  readonly #datagrams: Datagrams;
  readonly #endpoints = new Connections();
  /** How many endpoints have each local port. */
  readonly #inUse = new Map<number, number>();
  /** Counts the times that it was switched on: what a program of an earlier life set up is not run. */
  #life = 0;
  readonly #ports = new EphemeralPorts();
  readonly #timeWait: TimeWait;
  /** Connections that were begun here, in all its lives. */
  #begun = 0;

  constructor(network: HostNetwork, name: string, lane: number) {
    this.#network = network;
    this.name = name;
    this.#timeWait = new TimeWait(network.now);
    this.lane = lane;
    this.#datagrams = new Datagrams({
      name,
      isHost: (other) => network.find(this, other) !== undefined,
      isOwn: (other) => network.find(this, other) === this,
      soon: (run) => this.soon(run),
      refuse: (from, to) => this.#refuseDatagram(from, to),
      send: (data, from, to, { everybody, loopback }) => {
        const there = everybody ? network.hosts() : [network.find(this, to.host)];
        for (const host of there)
          if (host !== undefined && (host !== this || loopback || !everybody))
            network.sendDatagram(this, host, { source: from, destination: to }, data, (arrived) =>
              host.receiveDatagram(arrived, from, to),
            );
      },
    });
  }

  /** Connections that are open, or on their way to be opened or closed. */
  get connections(): number {
    return this.#endpoints.size;
  }

  /** The platform for programs of this life of the host. */
  platform(): MemoryPlatform {
    const life = this.#life;
    const alive = (): boolean => this.up && this.#life === life;
    const whileAlive = (run: () => void) => (): void => {
      if (alive()) run();
    };
    return {
      name: "memory",
      host: { name: this.name, isUp: alive },
      now: this.#network.now,
      wallClock: this.#network.wallClock,
      alarm: (seconds, ring) => this.#network.after(seconds, whileAlive(ring), this.lane),
      soon: (run) => this.#network.soon(whileAlive(run)),
      random: () => this.#network.draw(`random of ${this.name}`),
      tcp: {
        // A program that outlived its host (it awaits a promise, say) is answered never.
        listen: (at, _options, accept) =>
          alive() ? this.#listen(at, accept as Bound["accept"]) : new Deferred(),
        connect: (to, { bindAddress }) =>
          alive() ? this.#connect(to, bindAddress) : new Deferred(),
      },
      udp: this.#datagrams.platform(alive),
      names: this.#network.names.platform({
        alive,
        after: (seconds, run) => this.#network.after(seconds, whileAlive(run), this.lane),
      }),
      unix: this.#names.platform({
        listen: (at, accept) => (alive() ? this.#bind(at, accept) : new Deferred()),
        connect: (to) => (alive() ? this.#open(to, this.#unnamed()) : new Deferred()),
      }),
    };
  }

  /** The power goes: nothing on it runs any more, and nobody is told. */
  crash(): void {
    this.up = false;
    this.#names.crash();
    this.#datagrams.crash();
    this.#bound.length = 0;
    this.#timeWait.clear();
    for (const endpoint of [...this.#endpoints]) endpoint.vanish();
  }

  restart(): void {
    this.up = true;
    this.#life += 1;
  }

  // What endpoints need.

  after(seconds: number, run: () => void): () => void {
    return this.#network.after(seconds, run, this.lane);
  }

  soon(run: () => void): void {
    const life = this.#life;
    this.#network.soon(() => {
      if (this.up && this.#life === life) run();
    });
  }

  now(): number {
    return this.#network.now();
  }

  transmit(endpoint: Endpoint, packet: Packet): void {
    const to = this.#find(endpoint.route.peer.host);
    if (to !== undefined) this.#network.send(this, to, endpoint.route, packet);
  }

  /**
   * RFC 9293, 3.4.1: a clock of 4 microseconds, and a number that depends on the two addresses; that of 28
   * bits, for engines keep what is below 2^31 without a box.
   */
  initialNumber({ route }: Endpoint): number {
    this.#begun += 1;
    const ticks = Math.floor(this.#network.now() * 250_000);
    return (fnv1a(keyOf(route.local, route.peer)) >>> 4) + ticks + 64_000 * this.#begun;
  }

  segmentSize({ route }: Endpoint): number {
    return this.#network.segmentSize(this, this.#find(route.peer.host) ?? this);
  }

  rechunk({ route }: Endpoint): number {
    const from = this.#find(route.peer.host);
    return from === undefined ? -1 : this.#network.rechunk(from, this);
  }

  forget(endpoint: Endpoint, late?: Packet): void {
    const { local, peer } = endpoint.route;
    if (!this.#endpoints.delete(endpoint)) return;
    const { port } = local;
    const users = this.#inUse.get(port)! - 1;
    if (users > 0) this.#inUse.set(port, users);
    else this.#inUse.delete(port);
    if (late !== undefined && !isName(peer.host))
      this.#timeWait.add(keyOf(local, peer), local, late);
  }

  #remember(endpoint: Endpoint): void {
    const { local } = endpoint.route;
    this.#endpoints.add(endpoint);
    this.#inUse.set(local.port, (this.#inUse.get(local.port) ?? 0) + 1);
  }

  // The network's side.

  /** A packet has arrived that was sent to `ends.local` from `ends.peer`. */
  receive(sender: Host, ends: Ends<SocketAddress>, packet: Packet): void {
    const endpoint = this.#endpoints.get(ends);
    if (endpoint !== undefined) {
      endpoint.receive(packet);
      return;
    }
    const late = this.#timeWait.receive(keyOf(ends.local, ends.peer), packet);
    if (late === "ignored") return;
    if (late !== undefined && late !== "new") this.#network.send(this, sender, ends, late);
    else if (packet.flags === "SYN") this.#receiveSyn(sender, ends, packet);
    else if (packet.flags !== "RST") this.#network.send(this, sender, ends, resetFor(packet));
  }

  /** Reset all connections with `peer`, on this side. */
  cutOff(peer: Host): void {
    for (const endpoint of this.#endpoints)
      if (this.#find(endpoint.route.peer.host) === peer) endpoint.cutOff();
  }

  receiveDatagram(data: Uint8Array, from: SocketAddress, to: SocketAddress): void {
    if (this.up) this.#datagrams.receive(data, from, to);
  }

  /** As ICMP does: `from`, of this host, is nobody's port. */
  #refuseDatagram(from: SocketAddress, to: SocketAddress): void {
    const sender = this.#network.find(this, to.host);
    if (sender === undefined) return;
    const route = { source: from, destination: to };
    this.#network.sendDatagram(this, sender, route, NO_BYTES, () => {
      if (sender.up) sender.#datagrams.refused(to, from);
    });
  }

  #receiveSyn(sender: Host, route: Ends<SocketAddress>, syn: Packet): void {
    const { local } = route;
    const bound = this.refusing
      ? undefined
      : this.#bound.find(({ address }) => address.port === local.port && covers(address, local));
    if (bound === undefined) {
      this.#network.send(this, sender, route, resetFor(syn));
      return;
    }
    const endpoint = new Endpoint(this, route, shown(route), (error) => {
      if (error !== undefined) return;
      if (this.#bound.includes(bound)) bound.accept(endpoint);
      else endpoint.abort();
    });
    this.#remember(endpoint);
    endpoint.answerSyn(syn);
  }

  // The program's side.

  #find(name: string): Host | undefined {
    return isName(name) ? this : this.#network.find(this, name);
  }

  #listen(at: SocketAddress, accept: Bound["accept"]): Deferred<Listener<SocketAddress>> {
    if (!EVERYWHERE.has(at.host) && this.#find(at.host) !== this)
      return fail(new PlatformError("EADDRNOTAVAIL", `${this.name} is not ${at.host}`));
    const port = at.port === 0 ? this.#freePort() : at.port;
    const address: SocketAddress = { host: at.host, port };
    if (this.#bound.some((other) => other.address.port === port && overlap(other.address, address)))
      return fail(new PlatformError("EADDRINUSE", `port ${port} of ${this.name} is in use`));
    return this.#bind(address, accept);
  }

  #bind(address: SocketAddress, accept: Bound["accept"]): Deferred<Listener<SocketAddress>> {
    const bound: Bound = { address, accept };
    this.#bound.push(bound);
    const close = (): Deferred<void> => {
      const index = this.#bound.indexOf(bound);
      if (index >= 0) this.#bound.splice(index, 1);
      return succeed(undefined);
    };
    return succeed({ address, close });
  }

  #connect(
    to: SocketAddress,
    bindAddress: SocketAddress | undefined,
  ): Deferred<Socket<SocketAddress>> {
    const host = this.#find(to.host);
    if (host === undefined) return fail(new PlatformError("ENOTFOUND", `no host ${to.host}`));
    if (bindAddress !== undefined && this.#network.find(this, bindAddress.host) !== this)
      return fail(new PlatformError("EADDRNOTAVAIL", `${this.name} is not ${bindAddress.host}`));
    const local: SocketAddress = {
      host: bindAddress?.host ?? (isLoopback(to.host) ? "127.0.0.1" : this.name),
      port: bindAddress?.port || this.#freePort(),
    };
    return this.#open(isLoopback(to.host) ? { host: "127.0.0.1", port: to.port } : to, local);
  }

  /** The near end of a connection to a name. */
  #unnamed(): SocketAddress {
    return { host: this.#names.unnamed, port: this.#freePort() };
  }

  #open<A extends StreamAddress>(peer: SocketAddress, local: SocketAddress): Deferred<Socket<A>> {
    const route = { local, peer };
    const connected = new Deferred<Socket<A>>(() => endpoint.giveUp());
    const endpoint = new Endpoint<A>(this, route, shown(route) as Ends<A>, (error) => {
      if (connected.called) return;
      if (error === undefined) connected.callback(endpoint);
      else connected.errback(error);
    });
    if (this.#endpoints.get(route) !== undefined)
      return fail(new PlatformError("EADDRINUSE", `${local.host}:${local.port} is in use`));
    if (this.#timeWait.has(keyOf(local, peer)))
      return fail(
        new PlatformError("EADDRNOTAVAIL", `${local.host}:${local.port} had that peer just now`),
      );
    this.#remember(endpoint);
    endpoint.sendSyn();
    return connected;
  }

  #freePort(): number {
    const taken = (number: number): boolean =>
      this.#inUse.has(number) ||
      this.#timeWait.hasPort(number) ||
      this.#bound.some(({ address }) => address.port === number);
    return this.#ports.choose(taken);
  }
}

function keyOf(local: SocketAddress, peer: SocketAddress): string {
  return `${local.host}:${local.port} ${peer.host}:${peer.port}`;
}
