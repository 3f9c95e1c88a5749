/**
 * A whole network in memory: any number of hosts, one clock, one seed.
 *
 * Nothing happens until `advance` is called, and the same seed gives the same run, on every runtime.
 * The programs on it run on the production reactor: `new Reactor(network.host("db"))`.
 */
import type { SocketAddress } from "../port.ts";
import { isLoopback } from "./addresses.ts";
import { Crossing, type Destination } from "./crossing.ts";
import { type Decision, Decisions, type Overruled } from "./decisions.ts";
import type { MemoryEnvironment } from "./environment.ts";
import { WorldEvents } from "./events.ts";
import type { MemoryFiles } from "./files.ts";
import { Filters } from "./filters.ts";
import { Host, type MemoryPlatform } from "./host.ts";
import { HostControls } from "./host-controls.ts";
import type { LinkOptions } from "./link-options.ts";
import { Links, pairs } from "./links.ts";
import { MemoryNames, type NameServiceOptions } from "./names.ts";
import { type Packet, TCP_HEADERS } from "./packet.ts";
import { RandomStreams } from "./random.ts";
import { type ScheduleOptions, scheduleOf } from "./schedule.ts";
import { hostTurns, type Turns } from "./turns.ts";

export interface NetworkOptions extends LinkOptions {
  /** Decides all that chance decides; 1 by default. */
  readonly seed?: number;
  /** What the wall clock shows when it begins, in seconds since 1970; by default the year 2000 begins. */
  readonly epoch?: number;
  /** What chance is not to do this time, of what it did in an earlier run: see {@link MemoryNetwork.decisions}. */
  readonly overruled?: Overruled;
  /**
   * Seconds from a host to itself; 0 by default. Two programs on one host that answer each other for ever need some, or time
   * never passes.
   */
  readonly loopback?: number;
  /** What happens first, of what is due at the same time. */
  readonly schedule?: ScheduleOptions;
  /** So many things may happen while no time passes, before it is an error; 2,000,000 by default. */
  readonly mostAtOnce?: number;
  /** Begins turns of the host's loop, for `advanceAsync`: `setImmediate` by default or, in a browser, messages. */
  readonly turns?: Turns;
}

/** What can be seen from outside, as it happens. */
export interface NetworkEvent {
  /** Seconds since the network began. */
  readonly at: number;
  readonly kind: "sent" | "arrived" | "lost" | "fault";
  readonly from: string;
  readonly to: string;
  /** Of a packet or datagram: which port of `from` it left, and which of `to` it is for. */
  readonly source?: SocketAddress;
  readonly destination?: SocketAddress;
  /** The same number is on a packet's `sent` and on what became of it: two things, where it came twice. */
  readonly id?: number;
  readonly packet?: Packet;
  /** Of UDP; empty where it says that nobody is there. */
  readonly datagram?: Uint8Array;
  /** For faults: what was done. */
  readonly text?: string;
}

const YEAR_2000 = 946_684_800;
/** Linux's loopback has an MTU of 65,536 bytes. */
const LOOPBACK_SEGMENT = 65_496;

/** Of a host, when it is first named. */
export interface HostOptions {
  /** Of either family, or both. A host that has none is reached by its name. */
  readonly addresses?: readonly string[];
}

export class MemoryNetwork extends HostControls {
  readonly seed: number;
  readonly #events: WorldEvents;
  readonly #turns: Turns;
  readonly #random: RandomStreams;
  readonly #decisions: Decisions;
  readonly #programs = new Map<string, (platform: MemoryPlatform) => void>();
  #packets = 0;
  readonly #hosts = new Map<string, Host>();
  readonly #byAddress = new Map<string, Host>();
  readonly #links: Links;
  readonly #filters = new Filters();
  readonly #observers: ((event: NetworkEvent) => void)[] = [];
  readonly #epoch: number;
  readonly #loopback: number;
  readonly #names = new MemoryNames({
    isHost: (name) => this.#hosts.has(name),
    addressesOf: (name) => this.#hosts.get(name)?.addresses.all ?? [],
    changed: (text, host) => this.#fault(host, host, text),
  });

  constructor({
    seed = 1,
    epoch = YEAR_2000,
    loopback = 0,
    overruled = [],
    schedule = {},
    mostAtOnce,
    turns = hostTurns(),
    ...usualLink
  }: NetworkOptions = {}) {
    super();
    this.seed = seed;
    this.#turns = turns;
    this.#epoch = epoch;
    if (!(loopback >= 0 && loopback < Number.POSITIVE_INFINITY))
      throw new RangeError(`a loopback of ${loopback} s`);
    this.#loopback = loopback;
    this.#random = new RandomStreams(seed);
    this.#decisions = new Decisions(this.#random, overruled);
    this.#events = new WorldEvents(
      scheduleOf(schedule, () => this.#random.draw("schedule")),
      mostAtOnce,
    );
    const chance = { draw: (label: string) => this.draw(label), decisions: this.#decisions };
    this.#links = new Links(chance, usualLink, (held) => this.#events.add(held, this.now()));
  }

  /** What programs on the host `name` run on; the host is there from now on. */
  host(name: string, { addresses }: HostOptions = {}): MemoryPlatform {
    const host = this.#host(name);
    if (addresses !== undefined) this.address(name, addresses);
    return host.platform();
  }

  /** From now on these are the addresses of the host, in this order; what goes to others that it had is lost. */
  address(name: string, addresses: readonly string[]): void {
    const host = this.#host(name);
    for (const address of addresses) {
      const other = this.#byAddress.get(address);
      if (other !== undefined && other !== host)
        throw new RangeError(`${address} is the address of ${other.name}`);
    }
    const before = host.addresses.all;
    host.addresses.set(addresses);
    for (const address of before) this.#byAddress.delete(address);
    for (const address of host.addresses.all) this.#byAddress.set(address, host);
    this.#fault(name, name, `addresses: ${host.addresses.all.join(", ")}`);
  }

  /** What surrounds the programs of the host `name`: put there what they are to find. */
  environment(name: string): MemoryEnvironment {
    return this.#host(name).environment;
  }

  /** The files of the host `name`: those that its programs have, and what goes wrong with them. */
  files(name: string): MemoryFiles {
    return this.#host(name).files;
  }

  /** Start a program on the host `name`, and again whenever the host is switched on after a crash. */
  boot(name: string, program: (platform: MemoryPlatform) => void): void {
    if (this.#programs.has(name)) throw new RangeError(`${name} has its program already`);
    const platform = this.host(name);
    this.#programs.set(name, program);
    program(platform);
  }

  /** What chance has done against the usual course so far: packets lost, doubled, delayed. */
  get decisions(): readonly Decision[] {
    return this.#decisions.taken;
  }

  /** A number from 0 up to but not 1, of the stream `label`: a draw from one moves no other. */
  draw(label: string): number {
    return this.#random.draw(label);
  }

  /** Seconds since it began. */
  now(): number {
    return this.#events.now();
  }

  /** When the next thing happens, on any host; `Infinity` where nothing ever will. */
  nextAt(): number {
    return this.#events.nextAt();
  }

  /** How many events there have been: packets that came or were lost, waits that ended. */
  get happened(): number {
    return this.#events.happened;
  }

  /** Let `seconds` pass. Everything due happens, in order, each thing at its own time. */
  advance(seconds: number): void {
    this.#events.advance(seconds);
  }

  /**
   * As {@link advance}, for programs that use promises: after each {@link step} all promises do what they can
   * before the next. Rejects with what an event throws.
   *
   * What waits for the world outside (a file, a real timer) is not waited for.
   *
   * @param options.until is asked after each step: is it time to come back?
   */
  advanceAsync(seconds: number, { until }: { readonly until?: () => boolean } = {}): Promise<void> {
    return this.#events.advanceInTurns(seconds, this.#turns, until);
  }

  /**
   * Let the next thing happen, if one is due by `until` (seconds since the network began); where nothing is, let time pass
   * until then. Did something happen? For those who look at the world after each thing.
   */
  step(until: number): boolean {
    return this.#events.step(until);
  }

  /** Be told of all that travels and of all faults. */
  observe(observer: (event: NetworkEvent) => void): void {
    this.#observers.push(observer);
  }

  // Links and faults.

  /** Set the link between two hosts, both ways: what is left out is as usual on this network. */
  link(a: string, b: string, options: LinkOptions): void {
    this.linkOneWay(a, b, options);
    this.linkOneWay(b, a, options);
  }

  /** Set the way from one host to another. */
  linkOneWay(from: string, to: string, options: LinkOptions): void {
    this.#links.set(from, to, options);
  }

  /** The way from one host to another is also like that, until it is healed. Gives what undoes this alone. */
  disturb(from: string, to: string, options: LinkOptions): () => void {
    const undo = this.#links.way(this.#known(from).name, this.#known(to).name).disturb(options);
    this.#fault(from, to, `disturb ${JSON.stringify(options)}`);
    return undo;
  }

  /**
   * Nothing gets through between two hosts, or two groups, and neither is told; what is under way is lost. Gives
   * what undoes this alone.
   */
  partition(a: string | readonly string[], b: string | readonly string[]): () => void {
    const undo = all([...this.#cuts(a, b), ...this.#cuts(b, a)]);
    this.#fault(String(a), String(b), "partition");
    return undo;
  }

  /** Nothing gets through from one host, or group, to another; the other way it does. As `partition`. */
  cut(from: string | readonly string[], to: string | readonly string[]): () => void {
    const undo = all(this.#cuts(from, to));
    this.#fault(String(from), String(to), "cut");
    return undo;
  }

  /** Nothing gets through to a host, or from it. As `partition`. */
  isolate(name: string): () => void {
    const undo = all([...this.#cuts(name, this.hosts), ...this.#cuts(this.hosts, name)]);
    this.#fault(name, "*", "isolate");
    return undo;
  }

  /** What arrives waits, both ways, until `release` or `heal`, and then arrives in order. Gives what undoes this alone. */
  clog(a: string, b: string): () => void {
    const undo = all(this.#bothWays(a, b).map(([from, to]) => this.#links.clog(from, to)));
    this.#fault(a, b, "clog");
    return undo;
  }

  /** Undo `clog`. */
  release(a: string, b: string): void {
    for (const [from, to] of this.#bothWays(a, b)) this.#links.unclog(from, to);
    this.#fault(a, b, "release");
  }

  /**
   * As a firewall does: attempts to connect to a host, or one port of it, and datagrams get no answer at all. What
   * is connected stays so.
   */
  filter(name: string, port?: number): void {
    this.#filters.add(this.#known(name).name, port);
    this.#fault(name, name, `filter ${port ?? "all ports"}`);
  }

  /** Undo `filter`: of one port, or all that the host filters. */
  unfilter(name: string, port?: number): void {
    this.#filters.remove(this.#known(name).name, port);
    this.#fault(name, name, `unfilter ${port ?? "all ports"}`);
  }

  /** Every connection between two hosts is reset, at both ends, as by a middlebox that has forgotten them. */
  reset(a: string, b: string): void {
    for (const [name, peer] of this.#bothWays(a, b))
      this.#known(name).tcp.cutOff(this.#known(peer));
    this.#fault(a, b, "reset");
  }

  /**
   * Undo what was done to the links between two hosts, all of one host, or all there are: partitions, cuts, clogs,
   * disturbances; and filters, except of a pair.
   */
  heal(a?: string, b?: string): void {
    this.#links.mend(a, b);
    if (b === undefined) this.#filters.remove(a);
    this.#fault(a ?? "*", b ?? "*", "heal");
  }

  /** The host loses its power: its programs stop in mid-air and its peers hear nothing. */
  crash(name: string): void {
    this.#known(name).crash();
    this.#fault(name, name, "crash");
  }

  /**
   * Switch a crashed host on again, or begin a program anew that was killed. Either boots the host's program; gives what more
   * programs on it run on.
   */
  restart(name: string): MemoryPlatform {
    const host = this.#known(name);
    if (host.running) throw new RangeError(`${name} has not crashed`);
    host.restart();
    this.#fault(name, name, "restart");
    this.#programs.get(name)?.(host.platform());
    return host.platform();
  }

  /** Has it power? */
  isUp(name: string): boolean {
    return this.#known(name).up;
  }

  /** The names of all hosts, in the order in which they came. */
  get hosts(): readonly string[] {
    return [...this.#hosts.keys()];
  }

  /**
   * `name` stands for these hosts or addresses, in this order, whatever it stood for before. Every host is a name of
   * itself.
   */
  setName(name: string, addresses: readonly string[]): void {
    this.#names.set(name, addresses);
  }

  /** From now on nobody is called that; a host of that name is there still, for those who know its address. */
  removeName(name: string): void {
    this.#names.remove(name);
  }

  /** How what knows the names answers, all hosts or the host `name` alone; what is left out stays as it is. */
  nameService(options: NameServiceOptions, name?: string): void {
    this.#names.change(options, name === undefined ? undefined : this.#known(name).name);
  }

  protected hostNamed(name: string): Host {
    return this.#known(name);
  }

  protected get everyHost(): Iterable<Host> {
    return this.#hosts.values();
  }

  protected hostFault(name: string, text: string): void {
    this.#fault(name, name, text);
  }

  #host(name: string): Host {
    if (name === "" || isLoopback(name)) throw new RangeError(`"${name}" cannot be a host's name`);
    let host = this.#hosts.get(name);
    if (host === undefined) {
      host = new Host(this.#services(), name, this.#hosts.size + 1);
      this.#hosts.set(name, host);
      this.#byAddress.set(name, host);
    }
    return host;
  }

  #known(name: string): Host {
    const host = this.#hosts.get(name);
    if (host !== undefined) return host;
    throw new RangeError(`no host ${name}; there are: ${[...this.#hosts.keys()].join(", ")}`);
  }

  #services(): ConstructorParameters<typeof Host>[0] {
    return {
      now: () => this.#events.now(),
      epoch: this.#epoch,
      after: (seconds, run, lane) => this.#events.after(seconds, run, lane),
      schedule: (event, seconds) => this.#events.add(event, this.#events.now() + seconds),
      unschedule: (event) => this.#events.remove(event),
      soon: (run) => this.#events.soon(run),
      draw: (label) => this.#random.draw(label),
      find: (from, address) => (isLoopback(address) ? from : this.#byAddress.get(address)),
      addressesOf: (name) => this.#hosts.get(name)?.addresses.all,
      executables: this.executables,
      send: (from, to, { local: source, peer: destination }, packet) =>
        this.#carry(
          new Crossing(
            { id: this.#packets++, from, to, source, destination, packet },
            this.#destination,
          ),
        ),
      sendDatagram: (from, to, { source, destination }, datagram, arrive) =>
        this.#carry(
          new Crossing(
            { id: this.#packets++, from, to, source, destination, datagram, arrive },
            this.#destination,
          ),
        ),
      segmentSize: (from, to) =>
        from === to
          ? LOOPBACK_SEGMENT
          : this.#links.way(from.name, to.name).conditions.mtu - TCP_HEADERS,
      rechunk: (from, to) => (from === to ? -1 : this.#links.way(from.name, to.name).rechunk()),
      hosts: () => this.#hosts.values(),
      names: this.#names,
    };
  }

  #cuts(from: string | readonly string[], to: string | readonly string[]): (() => void)[] {
    return [...pairs(from, to)].map(([one, other]) =>
      this.#links.way(this.#known(one).name, this.#known(other).name).cut(),
    );
  }

  #bothWays(a: string, b: string): readonly (readonly [string, string])[] {
    const [one, other] = [this.#known(a).name, this.#known(b).name];
    return [
      [one, other],
      [other, one],
    ];
  }

  #carry(crossing: Crossing): void {
    this.#tell("sent", crossing);
    const { from, to, packet } = crossing;
    if (from === to) {
      this.#events.add(crossing, this.now() + this.#loopback);
      return;
    }
    const way = this.#links.way(from.name, to.name);
    way.carry(this.now(), crossing.size, packet !== undefined);
    if (way.arrivesAt < 0) {
      this.#tell("lost", crossing);
      return;
    }
    crossing.leave(way);
    if (way.damagedAt >= 0) crossing.damage(way.damagedAt);
    this.#events.add(crossing, way.arrivesAt);
    if (way.arrivesAgainAt < 0) return;
    const again = crossing.copy();
    again.leave(way);
    this.#events.add(again, way.arrivesAgainAt);
  }

  readonly #destination: Destination = {
    arrived: (crossing) => {
      const { from, to, destination } = crossing;
      const filtered =
        crossing.begins && from !== to && this.#filters.drops(to.name, destination.port);
      const arrives = !crossing.isLost && to.up && !filtered;
      this.#tell(arrives ? "arrived" : "lost", crossing);
      if (arrives) crossing.deliver();
    },
  };

  #fault(from: string, to: string, text: string): void {
    if (this.#observers.length > 0) this.#show({ at: this.now(), kind: "fault", from, to, text });
  }

  #tell(kind: "sent" | "arrived" | "lost", crossing: Crossing): void {
    if (this.#observers.length === 0) return;
    this.#show(crossing.shown(this.now(), kind));
  }

  #show(event: NetworkEvent): void {
    for (const observer of this.#observers) observer(event);
  }
}

function all(undos: readonly (() => void)[]): () => void {
  return () => {
    for (const undo of undos) undo();
  };
}
