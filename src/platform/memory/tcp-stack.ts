/**
 * TCP of one simulated host, as its kernel has it: what listens, all connections, their ports, and what comes from the
 * network for them.
 *
 * It works on while the program is paused, and closes what a program that has died leaves open.
 */
import { Deferred, fail } from "../../deferred/index.ts";
import { PlatformError } from "../errors.ts";
import { EVERYWHERE } from "../everywhere.ts";
import type { Listener, Socket, SocketAddress } from "../port.ts";
import { EphemeralPorts, isLoopback, isNumeric, loopbackAddress } from "./addresses.ts";
import { Connections } from "./connections.ts";
import { Endpoint } from "./endpoint.ts";
import type { EndpointHost, Ends } from "./endpoint-host.ts";
import type { WorldEvent } from "./events.ts";
import type { Host, HostNetwork } from "./host.ts";
import { InitialNumbers } from "./initial-numbers.ts";
import { type ListeningSocket, ListeningSockets, type ListenRequest } from "./listening-sockets.ts";
import { type NetstatRow, written } from "./netstat.ts";
import { type Packet, resetFor } from "./packet.ts";
import { fnv1a } from "./random.ts";
import { TimeWait } from "./time-wait.ts";

export type Listening = Pick<ListenRequest, "backlog" | "accept" | "failed">;

export class TCPStack implements EndpointHost {
  /** Every attempt to connect is answered by a reset, whether somebody listens or not. */
  refusing = false;
  /** Every attempt to connect is dropped, as where the queues of what listens are full. */
  overflowing = false;
  readonly #host: Host;
  readonly #network: HostNetwork;
  readonly #listening = new ListeningSockets();
  readonly #endpoints = new Connections();
  /** Those which a peer has begun, … */
  readonly #halfOpen = new Map<Endpoint, ListeningSocket>();
  /** … and those which are established: neither has been accepted. */
  readonly #waiting = new Set<Endpoint>();
  /** How many endpoints have each local port. */
  readonly #inUse = new Map<number, number>();
  readonly #ports = new EphemeralPorts();
  readonly #timeWait: TimeWait;
  readonly #numbers: InitialNumbers;

  constructor(host: Host, network: HostNetwork) {
    this.#host = host;
    this.#network = network;
    this.#timeWait = new TimeWait(network.now);
    this.#numbers = new InitialNumbers(fnv1a(host.name) >>> 4);
  }

  /** Connections that are open, or on their way to be opened or closed. */
  get connections(): number {
    return this.#endpoints.size;
  }

  /** How many descriptors of the program's are its. */
  get descriptors(): number {
    let count = this.#listening.size;
    for (const endpoint of this.#endpoints) if (this.#isOwned(endpoint)) count += 1;
    return count;
  }

  #isOwned(endpoint: Endpoint): boolean {
    return !endpoint.orphaned && !this.#halfOpen.has(endpoint) && !this.#waiting.has(endpoint);
  }

  rows(): NetstatRow[] {
    const row = (
      { local, peer }: { local: SocketAddress; peer: SocketAddress | null },
      since: number,
      rest: Pick<NetstatRow, "state" | "sendQueue" | "receiveQueue" | "owned">,
    ): NetstatRow => ({
      host: this.#host.name,
      protocol: "tcp",
      local: written(local),
      peer: peer === null ? "*" : written(peer),
      ...rest,
      age: this.now() - since,
    });
    return [
      ...[...this.#listening].map(({ request, waiting }) =>
        row({ local: request.address, peer: null }, request.since, {
          state: "LISTEN",
          sendQueue: 0,
          receiveQueue: waiting,
          owned: true,
        }),
      ),
      ...[...this.#endpoints].map((endpoint) =>
        row(endpoint, endpoint.since, {
          state: endpoint.state,
          sendQueue: endpoint.unsettled,
          receiveQueue: endpoint.unread,
          owned: this.#isOwned(endpoint),
        }),
      ),
      ...this.#timeWait.all.map(({ key, since }) =>
        row(endsOf(key), since, {
          state: "TIME-WAIT",
          sendQueue: 0,
          receiveQueue: 0,
          owned: false,
        }),
      ),
    ];
  }

  // The ends of a program and of its host.

  /** The program goes on: tell it what has come. */
  wake(): void {
    for (const endpoint of [...this.#endpoints]) endpoint.wake();
  }

  /** The program has died: the host closes its sockets, and its peers hear of it. */
  release(): void {
    this.#listening.clear();
    // As Linux does with what nobody has accepted when its listening socket closes, whether it has written or not.
    for (const endpoint of this.#waiting) endpoint.abort();
    for (const endpoint of [...this.#endpoints]) endpoint.orphan();
    this.#waiting.clear();
  }

  /** The power goes: nobody hears anything. */
  vanish(): void {
    this.#listening.clear();
    for (const endpoint of [...this.#endpoints]) endpoint.vanish();
    this.#waiting.clear();
    this.#timeWait.clear();
  }

  // What endpoints need.

  get paused(): boolean {
    return this.#host.paused;
  }

  now(): number {
    return this.#network.now();
  }

  after(seconds: number, run: () => void): () => void {
    return this.#network.after(seconds, run, this.#host.lane);
  }

  get lane(): number {
    return this.#host.lane;
  }

  schedule(event: WorldEvent, seconds: number): void {
    this.#network.schedule(event, seconds);
  }

  unschedule(event: WorldEvent): void {
    this.#network.unschedule(event);
  }

  soon(run: () => void): void {
    this.#host.soon(run);
  }

  tell(run: () => void): void {
    this.#host.tell(run);
  }

  transmit(endpoint: Endpoint, packet: Packet): void {
    const to = this.#find(endpoint.peer.host);
    if (to !== undefined) this.#network.send(this.#host, to, endpoint, packet);
  }

  initialNumber(): number {
    return this.#numbers.next(this.#network.now());
  }

  segmentSize({ peer }: Endpoint): number {
    return this.#network.segmentSize(this.#host, this.#find(peer.host) ?? this.#host);
  }

  rechunk({ peer }: Endpoint): number {
    const from = this.#find(peer.host);
    return from === undefined ? -1 : this.#network.rechunk(from, this.#host);
  }

  forget(endpoint: Endpoint, numbers: readonly [number, number], late?: Packet): void {
    const { local, peer } = endpoint;
    this.#halfOpen.delete(endpoint);
    if (!this.#endpoints.delete(endpoint)) return;
    this.#numbers.used(...numbers);
    const { port } = local;
    const users = this.#inUse.get(port)! - 1;
    if (users > 0) this.#inUse.set(port, users);
    else this.#inUse.delete(port);
    if (late !== undefined) this.#timeWait.add(keyOf(local, peer), local, late);
  }

  #remember(endpoint: Endpoint): void {
    const { local } = endpoint;
    this.#endpoints.add(endpoint);
    this.#inUse.set(local.port, (this.#inUse.get(local.port) ?? 0) + 1);
  }

  // The network's side.

  /** A packet has arrived that was sent to `ends.local` from `ends.peer`. */
  receive(sender: Host, ends: Ends<SocketAddress>, packet: Packet): void {
    const endpoint = this.#endpoints.get(ends);
    if (endpoint !== undefined) {
      this.#receiveFor(endpoint, packet);
      return;
    }
    const late = this.#timeWait.receive(keyOf(ends.local, ends.peer), packet);
    if (late === "ignored") return;
    if (late !== undefined && late !== "new") this.#network.send(this.#host, sender, ends, late);
    else if (packet.flags === "SYN") this.#receiveSyn(sender, ends, packet);
    else if (packet.flags !== "RST") this.#refuse(sender, ends, packet);
  }

  #refuse(sender: Host, ends: Ends<SocketAddress>, packet: Packet): void {
    this.#network.send(this.#host, sender, ends, resetFor(packet));
  }

  /** Reset all connections with `peer`, on this side. */
  cutOff(peer: Host): void {
    for (const endpoint of this.#endpoints)
      if (this.#find(endpoint.peer.host) === peer) endpoint.cutOff();
  }

  /** Where what listens has a full queue, what would join it did not arrive, and both ends try again. */
  #receiveFor(endpoint: Endpoint, packet: Packet): void {
    const listening = this.#halfOpen.size === 0 ? undefined : this.#halfOpen.get(endpoint);
    if (listening === undefined) {
      endpoint.receive(packet);
      return;
    }
    const answers = packet.flags !== "SYN" && packet.flags !== "RST";
    if (answers && listening.isFull) return;
    endpoint.receive(packet);
    // It is still there where it has not been accepted, as by a program that is paused.
    if (endpoint.state === "SYN-RECEIVED" || !this.#halfOpen.delete(endpoint)) return;
    this.#waiting.add(endpoint);
    listening.waiting += 1;
  }

  #receiveSyn(sender: Host, ends: Ends<SocketAddress>, syn: Packet): void {
    const listening = this.refusing ? undefined : this.#listening.find(ends.local);
    if (listening === undefined) {
      this.#refuse(sender, ends, syn);
      return;
    }
    if (this.overflowing || listening.isFull) return;
    const endpoint = new Endpoint(this, ends, (error) => {
      this.#halfOpen.delete(endpoint);
      if (this.#waiting.delete(endpoint)) listening.waiting -= 1;
      if (error === undefined) this.#accept(endpoint, listening);
    });
    this.#remember(endpoint);
    this.#halfOpen.set(endpoint, listening);
    endpoint.answerSyn(syn);
  }

  #accept(endpoint: Endpoint, listening: ListeningSocket): void {
    if (!this.#listening.has(listening)) endpoint.abort();
    else if (this.#host.hasDescriptors(0)) listening.request.accept(endpoint);
    else {
      endpoint.abort();
      listening.request.failed?.(this.#host.outOfDescriptors());
    }
  }

  // The program's side.

  #find(name: string): Host | undefined {
    return this.#network.find(this.#host, name);
  }

  listen(at: SocketAddress, listening: Listening): Deferred<Listener<SocketAddress>> {
    const { addresses, name } = this.#host;
    if (!EVERYWHERE.has(at.host) && !addresses.isOwn(at.host))
      return fail(new PlatformError("EADDRNOTAVAIL", `${name} is not ${at.host}`));
    const host = addresses.bound(at.host);
    const port = at.port === 0 ? this.#freePort() : at.port;
    if (port === undefined)
      return fail(new PlatformError("EADDRINUSE", `${name} has no free port`));
    const address: SocketAddress = { host, port };
    if (this.#listening.isTaken(address))
      return fail(new PlatformError("EADDRINUSE", `port ${port} of ${name} is in use`));
    if (!this.#host.hasDescriptors(1)) return fail(this.#host.outOfDescriptors());
    return this.#listening.add({ address, ...listening, since: this.now() });
  }

  connect(
    to: SocketAddress,
    bindAddress: SocketAddress | undefined,
  ): Deferred<Socket<SocketAddress>> {
    const { addresses, name } = this.#host;
    const target = this.#resolve(to.host);
    if (target === undefined) return fail(new PlatformError("ENOTFOUND", `no host ${to.host}`));
    const asked = EVERYWHERE.has(bindAddress?.host ?? "0.0.0.0") ? undefined : bindAddress?.host;
    if (asked !== undefined && !addresses.isOwn(asked))
      return fail(new PlatformError("EADDRNOTAVAIL", `${name} is not ${asked}`));
    const source = asked === undefined ? addresses.sourceFor(target) : addresses.bound(asked);
    if (source === undefined)
      return fail(new PlatformError("ENETUNREACH", `${name} has no address to reach ${target} by`));
    const peer = { host: target, port: to.port };
    const port = bindAddress?.port || this.#freePort({ host: source, peer });
    if (port === undefined)
      return fail(new PlatformError("EADDRNOTAVAIL", `${name} has no free port`));
    return this.#open(peer, { host: source, port });
  }

  /** The address that stands for what a program connects to. */
  #resolve(host: string): string | undefined {
    if (host === "0.0.0.0") return "127.0.0.1";
    if (host === "::") return "::1";
    if (isNumeric(host) || isLoopback(host)) return loopbackAddress(host);
    const addresses = this.#network.addressesOf(host);
    return (
      addresses?.find((it) => this.#host.addresses.sourceFor(it) !== undefined) ?? addresses?.[0]
    );
  }

  #open(peer: SocketAddress, local: SocketAddress): Deferred<Socket<SocketAddress>> {
    if (!this.#host.hasDescriptors(1)) return fail(this.#host.outOfDescriptors());
    const route = { local, peer };
    const connected = new Deferred<Socket<SocketAddress>>(() => endpoint.giveUp());
    const endpoint = new Endpoint(this, route, (error) => {
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

  /** One that nobody has; towards a peer also one that nobody has for the same peer. */
  #freePort(towards?: { readonly host: string; readonly peer: SocketAddress }): number | undefined {
    const count = this.#host.limits.ephemeralPorts;
    const listened = (port: number): boolean => this.#listening.hasPort(port);
    const free = this.#ports.choose(
      (port) => this.#inUse.has(port) || this.#timeWait.hasPort(port) || listened(port),
      count,
    );
    if (free !== undefined || towards === undefined) return free;
    const { host, peer } = towards;
    const isTaken = (local: SocketAddress): boolean =>
      this.#endpoints.get({ local, peer }) !== undefined || this.#timeWait.has(keyOf(local, peer));
    return this.#ports.choose((port) => listened(port) || isTaken({ host, port }), count);
  }
}

function keyOf(local: SocketAddress, peer: SocketAddress): string {
  return `${local.host}:${local.port} ${peer.host}:${peer.port}`;
}

/** What `keyOf` was made of. */
function endsOf(key: string): Ends<SocketAddress> {
  const [local, peer] = key.split(" ").map((text): SocketAddress => {
    const colon = text.lastIndexOf(":");
    return { host: text.slice(0, colon), port: Number(text.slice(colon + 1)) };
  });
  return { local: local!, peer: peer! };
}
