/**
 * A whole network in memory: any number of hosts, one clock, one seed.
 *
 * Nothing happens until `advance` is called, and the same seed gives the same run, on every runtime.
 * The programs on it run on the production reactor: `new Reactor(network.host("db"))`.
 */
import type { SocketAddress } from "../port.ts";
import { isLoopback } from "./addresses.ts";
import { type Decision, Decisions, type Overruled } from "./decisions.ts";
import { WorldEvents } from "./events.ts";
import { Host, type MemoryPlatform } from "./host.ts";
import { MemoryNames, type NameServiceOptions } from "./names.ts";
import type { Packet } from "./packet.ts";
import { RandomStreams } from "./random.ts";
import { type ScheduleOptions, scheduleOf } from "./schedule.ts";
import { hostTurns, type Turns } from "./turns.ts";

export interface LinkOptions {
  /** Seconds from one host to the other. 0.001 by default. */
  readonly latency?: number;
  /** Up to so many seconds more, by chance. 0 by default. */
  readonly jitter?: number;
}

export interface NetworkOptions extends LinkOptions {
  /** Decides all that chance decides; 1 by default. */
  readonly seed?: number;
  /** What the wall clock shows when it begins, in seconds since 1970; by default the year 2000 begins. */
  readonly epoch?: number;
  /** What chance is not to do this time, of what it did in an earlier run: see {@link MemoryNetwork.decisions}. */
  readonly overruled?: Overruled;
  /** What happens first, of what is due at the same time. */
  readonly schedule?: ScheduleOptions;
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
  /** The same number is on a packet's `sent` and on what became of it. */
  readonly id?: number;
  readonly packet?: Packet;
  /** Of UDP; empty where it says that nobody is there. */
  readonly datagram?: Uint8Array;
  /** For faults: what was done. */
  readonly text?: string;
}

const YEAR_2000 = 946_684_800;

export class MemoryNetwork {
  readonly seed: number;
  readonly #events: WorldEvents;
  readonly #turns: Turns;
  readonly #random: RandomStreams;
  readonly #decisions: Decisions;
  readonly #programs = new Map<string, (platform: MemoryPlatform) => void>();
  #packets = 0;
  readonly #hosts = new Map<string, Host>();
  readonly #links = new Map<string, Required<LinkOptions>>();
  readonly #defaultLink: Required<LinkOptions>;
  readonly #cut = new Set<string>();
  /** How often a link has been cut: what was under way at the time is lost, though it be healed since. */
  readonly #cuts = new Map<string, number>();
  /** A link keeps the order of what it carries. */
  readonly #lastArrival = new Map<string, number>();
  readonly #observers: ((event: NetworkEvent) => void)[] = [];
  readonly #epoch: number;
  readonly #names = new MemoryNames({
    isHost: (name) => this.#hosts.has(name),
    changed: (text) => this.#fault("*", "*", text),
  });

  constructor({
    seed = 1,
    epoch = YEAR_2000,
    latency = 0.001,
    jitter = 0,
    overruled = [],
    schedule = {},
    turns = hostTurns(),
  }: NetworkOptions = {}) {
    this.seed = seed;
    this.#turns = turns;
    this.#epoch = epoch;
    this.#random = new RandomStreams(seed);
    this.#decisions = new Decisions(this.#random, overruled);
    this.#defaultLink = { latency, jitter };
    this.#events = new WorldEvents(scheduleOf(schedule, () => this.#random.draw("schedule")));
  }

  /** What programs on the host `name` run on; the host is there from now on. */
  host(name: string): MemoryPlatform {
    return this.#host(name).platform();
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

  /** Set the link between two hosts, both ways. */
  link(a: string, b: string, options: LinkOptions): void {
    const link = { ...this.#defaultLink, ...options };
    for (const key of bothWays(a, b)) this.#links.set(key, link);
  }

  /** Nothing gets through between two hosts, and neither is told; what is under way is lost. */
  partition(a: string, b: string): void {
    for (const key of bothWays(this.#known(a).name, this.#known(b).name)) {
      this.#cut.add(key);
      this.#cuts.set(key, (this.#cuts.get(key) ?? 0) + 1);
    }
    this.#fault(a, b, "partition");
  }

  /** Undo the partition between two hosts, all of one host, or all there are. */
  heal(a?: string, b?: string): void {
    for (const key of this.#cut) {
      const ends = key.split(">");
      if ([a, b].every((name) => name === undefined || ends.includes(name))) this.#cut.delete(key);
    }
    this.#fault(a ?? "*", b ?? "*", "heal");
  }

  /** The host loses its power: its programs stop in mid-air and its peers hear nothing. */
  crash(name: string): void {
    this.#known(name).crash();
    this.#fault(name, name, "crash");
  }

  /** Switch a crashed host on again, which boots its program; gives what more programs on it run on. */
  restart(name: string): MemoryPlatform {
    const host = this.#known(name);
    if (host.up) throw new RangeError(`${name} has not crashed`);
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

  /** From now on the host answers every attempt to connect with a reset; or no longer. */
  refuse(name: string, refusing = true): void {
    this.#known(name).refusing = refusing;
    this.#fault(name, name, refusing ? "refuse" : "accept");
  }

  /** `name` stands for these hosts, in this order, whatever it stood for before. Every host is a name of itself. */
  setName(name: string, addresses: readonly string[]): void {
    this.#names.set(name, addresses);
  }

  /** From now on nobody is called that; a host of that name is there still, for those who know its address. */
  removeName(name: string): void {
    this.#names.remove(name);
  }

  /** How what knows the names answers; what is left out stays as it is. */
  nameService(options: NameServiceOptions): void {
    this.#names.change(options);
  }

  /** Connections on the host that are open, or on their way to be opened or closed. */
  connections(name: string): number {
    return this.#known(name).connections;
  }

  #host(name: string): Host {
    if (name === "" || isLoopback(name)) throw new RangeError(`"${name}" cannot be a host's name`);
    let host = this.#hosts.get(name);
    if (host === undefined) {
      host = new Host(this.#services(), name, this.#hosts.size + 1);
      this.#hosts.set(name, host);
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
      wallClock: () => this.#epoch + this.#events.now(),
      after: (seconds, run, lane) => this.#events.after(seconds, run, lane),
      soon: (run) => this.#events.soon(run),
      draw: (label) => this.#random.draw(label),
      find: (from, name) => (isLoopback(name) ? from : this.#hosts.get(name)),
      send: (from, to, route, packet, arrive) =>
        this.#carry(from, to, { ...route, packet }, arrive),
      sendDatagram: (from, to, route, datagram, arrive) =>
        this.#carry(from, to, { ...route, datagram }, arrive),
      hosts: () => this.#hosts.values(),
      names: this.#names,
    };
  }

  #carry(
    from: Host,
    to: Host,
    carried: Pick<NetworkEvent, "source" | "destination" | "packet" | "datagram">,
    arrive: () => void,
  ): void {
    const what = { ...carried, id: this.#packets++ };
    this.#tell({ at: this.now(), kind: "sent", from: from.name, to: to.name, ...what });
    const key = `${from.name}>${to.name}`;
    const { latency, jitter } = this.#links.get(key) ?? this.#defaultLink;
    const chance = jitter > 0 ? jitter * this.#random.draw(`link ${key}`) : 0;
    const due = from === to ? this.now() : this.now() + latency + chance;
    const isOrdered = what.packet !== undefined;
    const at = isOrdered ? Math.max(due, this.#lastArrival.get(key) ?? 0) : due;
    if (isOrdered) this.#lastArrival.set(key, at);
    // What leaves during a partition is lost, and so is what is still under way when one begins.
    const cuts = this.#cut.has(key) ? null : this.#cuts.get(key);
    this.#events.at(
      at,
      () => {
        const arrives = cuts === this.#cuts.get(key) && to.up;
        const kind = arrives ? "arrived" : "lost";
        this.#tell({ at: this.now(), kind, from: from.name, to: to.name, ...what });
        if (arrives) arrive();
      },
      to.lane,
    );
  }

  #fault(from: string, to: string, text: string): void {
    this.#tell({ at: this.now(), kind: "fault", from, to, text });
  }

  #tell(event: NetworkEvent): void {
    for (const observer of this.#observers) observer(event);
  }
}

function bothWays(a: string, b: string): readonly string[] {
  return [`${a}>${b}`, `${b}>${a}`];
}
