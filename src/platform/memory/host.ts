/** One host of a simulated network: its ports, its connections, and the platform of what runs on it. */
import { Deferred, fail, succeed } from "../../deferred/index.ts";
import { PlatformError } from "../errors.ts";
import { EVERYWHERE } from "../everywhere.ts";
import type { Listener, Platform, Socket, SocketAddress, StreamAddress } from "../port.ts";
import { covers, EphemeralPorts, isLoopback, overlap } from "./addresses.ts";
import { Datagrams } from "./datagrams.ts";
import { Endpoint, type EndpointHost, type Ends } from "./endpoint.ts";
import type { MemoryNames } from "./names.ts";
import { control, NO_BYTES, type Packet } from "./packet.ts";
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
  send(from: Host, to: Host, route: Route, packet: Packet, arrive: () => void): void;
  /** What has no order, and is lost in silence. */
  sendDatagram(from: Host, to: Host, route: Route, data: Uint8Array, arrive: () => void): void;
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
  readonly #endpoints = new Map<string, Endpoint>();
  /** How many endpoints have each local port. */
  readonly #inUse = new Map<number, number>();
  /** Counts the times that it was switched on: what a program of an earlier life set up is not run. */
  #life = 0;
  readonly #ports = new EphemeralPorts();

  constructor(network: HostNetwork, name: string, lane: number) {
    this.#network = network;
    this.name = name;
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
            network.sendDatagram(this, host, { source: from, destination: to }, data, () =>
              host.receiveDatagram(data, from, to),
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
    for (const endpoint of [...this.#endpoints.values()]) endpoint.vanish();
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

  transmit(endpoint: Endpoint, packet: Packet): void {
    const { local, peer } = endpoint.route;
    const to = this.#find(peer.host);
    if (to === undefined) return;
    const route = { source: local, destination: peer };
    this.#network.send(this, to, route, packet, () => to.receive(this, peer, local, packet));
  }

  forget(endpoint: Endpoint): void {
    const { local, peer } = endpoint.route;
    const key = keyOf(local, peer);
    if (this.#endpoints.get(key) !== endpoint) return;
    this.#endpoints.delete(key);
    const { port } = local;
    const users = this.#inUse.get(port)! - 1;
    if (users > 0) this.#inUse.set(port, users);
    else this.#inUse.delete(port);
  }

  #remember(endpoint: Endpoint): void {
    const { local, peer } = endpoint.route;
    this.#endpoints.set(keyOf(local, peer), endpoint);
    this.#inUse.set(local.port, (this.#inUse.get(local.port) ?? 0) + 1);
  }

  // The network's side.

  /** A packet has arrived that was sent to `local` from `peer`. */
  receive(sender: Host, local: SocketAddress, peer: SocketAddress, packet: Packet): void {
    if (!this.up) return;
    const endpoint = this.#endpoints.get(keyOf(local, peer));
    if (endpoint !== undefined) endpoint.receive(packet);
    else if (packet.flags === "SYN") this.#receiveSyn(sender, local, peer);
    else if (packet.flags !== "RST") this.#refuse(sender, local, peer);
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

  #receiveSyn(sender: Host, local: SocketAddress, peer: SocketAddress): void {
    const bound = this.refusing
      ? undefined
      : this.#bound.find(({ address }) => address.port === local.port && covers(address, local));
    if (bound === undefined) {
      this.#refuse(sender, local, peer);
      return;
    }
    const route = { local, peer };
    const endpoint = new Endpoint(this, route, shown(route), (error) => {
      if (error !== undefined) return;
      if (this.#bound.includes(bound)) bound.accept(endpoint);
      else endpoint.abort();
    });
    this.#remember(endpoint);
    endpoint.answerSyn();
  }

  #refuse(sender: Host, local: SocketAddress, peer: SocketAddress): void {
    const packet = control("RST");
    const route = { source: local, destination: peer };
    this.#network.send(this, sender, route, packet, () =>
      sender.receive(this, peer, local, packet),
    );
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
    if (this.#endpoints.has(keyOf(local, peer)))
      return fail(new PlatformError("EADDRINUSE", `${local.host}:${local.port} is in use`));
    this.#remember(endpoint);
    endpoint.sendSyn();
    return connected;
  }

  #freePort(): number {
    const taken = (number: number): boolean =>
      this.#inUse.has(number) || this.#bound.some(({ address }) => address.port === number);
    return this.#ports.choose(taken);
  }
}

function keyOf(local: SocketAddress, peer: SocketAddress): string {
  return `${local.host}:${local.port} ${peer.host}:${peer.port}`;
}
