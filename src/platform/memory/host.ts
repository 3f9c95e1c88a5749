/** One host of a simulated network: its clock, its program, its sockets, and the platform of what runs on it. */
import { Deferred } from "../../deferred/index.ts";
import { PlatformError } from "../errors.ts";
import type { Platform, Socket, SocketAddress } from "../port.ts";
import { HostAddresses } from "./addresses.ts";
import { Datagrams } from "./datagrams.ts";
import type { Ends } from "./endpoint-host.ts";
import { MemoryEnvironment } from "./environment.ts";
import type { WorldEvent } from "./events.ts";
import { MemoryFiles } from "./files.ts";
import { Gate } from "./gate.ts";
import { HostClock } from "./host-clock.ts";
import type { HostLimits } from "./host-limits.ts";
import type { MemoryNames } from "./names.ts";
import type { NetstatRow } from "./netstat.ts";
import { NO_BYTES, type Packet } from "./packet.ts";
import { HostProcesses, type HostProcessesNetwork, PROGRAM } from "./processes.ts";
import { Program } from "./program.ts";
import { TCPStack } from "./tcp-stack.ts";
import { UnixNames } from "./unix-names.ts";

/** What a host needs of the network that it is on. */
export interface HostNetwork extends HostProcessesNetwork {
  readonly now: () => number;
  readonly epoch: number;
  after(seconds: number, run: () => void, lane: number): () => void;
  schedule(event: WorldEvent, seconds: number): void;
  unschedule(event: WorldEvent): void;
  soon(run: () => void): void;
  draw(label: string): number;
  /** The host that has that address or, for a loopback address, `from` itself. */
  find(from: Host, address: string): Host | undefined;
  /** Those of the host of that name. */
  addressesOf(name: string): readonly string[] | undefined;
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

export type MemoryPlatform = Platform &
  Required<
    Pick<
      Platform,
      "tcp" | "unix" | "udp" | "names" | "processes" | "environment" | "files" | "signals" | "hold"
    >
  >;

/** Linux's net.core.rmem_default: what waits for a paused program, beyond which datagrams are dropped. */
const DATAGRAM_BUFFER = 212_992;
/** What the kernel counts of a datagram beside its data. */
const DATAGRAM_OVERHEAD = 256;
/** From the end of the last process to the end of the power: what was closed is still acknowledged. */
const HALT_SECONDS = 1;

export class Host {
  readonly name: string;
  /** What happens on one host keeps its order (`schedule.ts`). */
  readonly lane: number;
  readonly addresses: HostAddresses;
  readonly clock: HostClock;
  readonly tcp: TCPStack;
  readonly processes: HostProcesses;
  readonly files: MemoryFiles;
  readonly environment: MemoryEnvironment;
  limits: HostLimits = {};
  up = true;
  readonly #network: HostNetwork;
  readonly #gate = new Gate();
  readonly #names: UnixNames;
  readonly #datagrams: Datagrams;
  /** One after the other: what a program that is no more has set up is not run. */
  #program = new Program();
  #datagramBytes = 0;
  /** It is being shut down; to be called when the last process has ended. */
  #halt: (() => void) | null = null;

  constructor(network: HostNetwork, name: string, lane: number) {
    this.#network = network;
    this.name = name;
    this.lane = lane;
    this.addresses = new HostAddresses(name);
    this.clock = new HostClock(network, lane);
    this.tcp = new TCPStack(this, network);
    this.processes = new HostProcesses(this, network);
    this.files = new MemoryFiles({
      now: this.clock.wallClock,
      draw: () => network.draw(`files of ${name}`),
      mayOpen: () => (this.hasDescriptors(1) ? null : this.outOfDescriptors()),
    });
    this.environment = new MemoryEnvironment(this.files);
    const { tcp } = this;
    this.#names = new UnixNames({
      name,
      now: network.now,
      files: this.files,
      mayOpen: (more) => (this.hasDescriptors(more) ? null : this.outOfDescriptors()),
      get connects() {
        return tcp.refusing ? "refused" : tcp.overflowing ? "dropped" : "usual";
      },
    });
    this.#datagrams = new Datagrams({
      name,
      addresses: this.addresses,
      canReach: (other) => network.find(this, other) !== undefined,
      mayBind: () => (this.hasDescriptors(1) ? null : this.outOfDescriptors()),
      now: network.now,
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

  /** The platform for the program that runs on it now. */
  platform(): MemoryPlatform {
    const program = this.#program;
    const alive = (): boolean => program.alive;
    const orNever = <T>(ask: () => Deferred<T>): Deferred<T> => {
      // A program that outlived its host (it awaits a promise, say) is answered never.
      return alive() ? ask() : new Deferred<T>();
    };
    const after = (seconds: number, run: () => void): (() => void) =>
      this.#after(program, seconds, run);
    return {
      name: "memory",
      host: { name: this.name, isUp: alive },
      now: this.clock.now,
      wallClock: this.clock.wallClock,
      alarm: after,
      soon: (run) => this.#soon(program, run),
      random: () => this.#network.draw(`random of ${this.name}`),
      hold: program.hold,
      signals: program.signals,
      tcp: {
        listen: (at, { backlog }, accept, failed) => {
          const listening = { backlog, accept: accept as (socket: Socket) => void, failed };
          return orNever(() => this.tcp.listen(at, listening));
        },
        connect: (to, { bindAddress }) => orNever(() => this.tcp.connect(to, bindAddress)),
      },
      udp: this.#datagrams.platform(alive),
      names: this.#network.names.platform({ name: this.name, alive, after }),
      unix: this.#names.platform({
        alive,
        later: (run) => this.#later(program, run),
        soon: (run) => this.#soon(program, run),
      }),
      processes: { spawn: (command) => orNever(() => this.processes.spawn(command)) },
      environment: this.environment.platform(PROGRAM, {
        files: this.files.platform(alive),
        isRunning: (pid) => (pid === PROGRAM ? alive() : this.processes.isLiving(pid)),
      }),
      files: this.files.platform(alive),
    };
  }

  netstat(): NetstatRow[] {
    return [...this.tcp.rows(), ...this.#names.rows(), ...this.#datagrams.rows()];
  }

  /** Connections that are open, or on their way to be opened or closed. */
  get connections(): number {
    return this.tcp.connections + this.#names.connections;
  }

  // The program, and what it is told.

  /** Does the host have power, and its program run? */
  get running(): boolean {
    return this.#program.alive && this.#halt === null;
  }

  get paused(): boolean {
    return this.#gate.closed;
  }

  /** Tell the program something now or, if it is paused, when it goes on. */
  tell(run: () => void): void {
    this.#gate.tell(run);
  }

  soon(run: () => void): void {
    this.#soon(this.#program, run);
  }

  #soon(program: Program, run: () => void): void {
    this.#network.soon(() => {
      if (program.alive) this.#gate.tell(run);
    });
  }

  /** In an event of its own, behind those that are due. */
  #later(program: Program, run: () => void): void {
    this.#network.after(
      0,
      () => {
        if (program.alive) this.#gate.tell(run);
      },
      this.lane,
    );
  }

  #after(program: Program, seconds: number, run: () => void): () => void {
    if (!program.alive) return () => {};
    let waits = true;
    const ring = (): void => {
      if (!this.#gate.closed) run();
      else
        this.#gate.tell(() => {
          if (waits) run();
        });
    };
    const cancel = this.clock.after(seconds, ring, program);
    return () => {
      waits = false;
      cancel();
    };
  }

  /** Can the program have so many more? */
  hasDescriptors(more: number): boolean {
    const { descriptors = Number.POSITIVE_INFINITY } = this.limits;
    if (descriptors === Number.POSITIVE_INFINITY) return true;
    const open =
      this.tcp.descriptors +
      this.#names.descriptors +
      this.#datagrams.size +
      this.processes.pipes +
      this.files.opened;
    return open + more <= descriptors;
  }

  outOfDescriptors(): PlatformError {
    return new PlatformError("EMFILE", `the program on ${this.name} has too many open sockets`);
  }

  // What is done to it.

  /** The program stands still from now on; what comes for it waits. */
  pause(): void {
    if (!this.#program.alive) return;
    this.#gate.close();
    this.processes.pause();
  }

  resume(): void {
    if (!this.#gate.closed) return;
    const program = this.#program;
    for (const run of this.#gate.open()) this.#soon(program, run);
    this.soon(() => this.tcp.wake());
    this.processes.resume();
  }

  /** As `kill -SIGNAL`: where the program does not listen for it, that is its end. */
  signal(name: "SIGINT" | "SIGTERM" | "SIGHUP"): void {
    const program = this.#program;
    this.#soon(program, () => {
      if (!program.receive(name)) this.kill();
    });
  }

  /** The program is no more, from one moment to the next; its host lives on and closes what it had open. */
  kill(): void {
    if (!this.#program.alive) return;
    this.#endProgram();
    this.files.kill();
    this.tcp.release();
    this.processes.parentDied();
    this.#halt?.();
  }

  /** The power goes: nothing on it runs any more, and nobody is told. */
  crash(): void {
    this.#endProgram();
    this.#halt = null;
    this.up = false;
    this.files.crash();
    this.tcp.vanish();
    this.processes.vanish();
  }

  #endProgram(): void {
    this.#program.alive = false;
    this.clock.forget(this.#program);
    this.#gate.open();
    this.#datagramBytes = 0;
    this.#names.crash();
    this.#datagrams.crash();
  }

  /**
   * Shut down in good order: SIGTERM, `graceSeconds` for the program to end, SIGKILL, and a moment later the power is
   * off; then `off` is called.
   */
  stop(graceSeconds: number, off: () => void): void {
    if (!this.running) return;
    const program = this.#program;
    const isStill = (): boolean => this.#program === program && this.up;
    let cancel = (): void => {};
    const kill = (): void => {
      if (isStill() && program.alive) this.kill();
    };
    this.#halt = () => {
      cancel();
      this.processes.killAll("SIGKILL");
      this.#network.after(
        HALT_SECONDS,
        () => {
          if (!isStill()) return;
          this.crash();
          off();
        },
        this.lane,
      );
    };
    cancel = this.#network.after(graceSeconds, kill, this.lane);
    program.whenLetGo(() => this.#network.soon(kill));
    this.processes.killAll("SIGTERM");
    this.signal("SIGTERM");
  }

  /** Power and a new program, whatever there was. */
  restart(): void {
    this.#halt = null;
    if (this.#program.alive) this.kill();
    this.up = true;
    this.#program = new Program();
  }

  // The network's side.

  /** A packet has arrived that was sent to `ends.local` from `ends.peer`. */
  receive(sender: Host, ends: Ends<SocketAddress>, packet: Packet): void {
    this.tcp.receive(sender, ends, packet);
  }

  receiveDatagram(data: Uint8Array, from: SocketAddress, to: SocketAddress): void {
    if (!this.up) return;
    if (!this.paused) {
      this.#datagrams.receive(data, from, to);
      return;
    }
    const size = data.length + DATAGRAM_OVERHEAD;
    if (this.#datagramBytes + size > DATAGRAM_BUFFER) return;
    this.#datagramBytes += size;
    this.tell(() => {
      this.#datagramBytes -= size;
      this.#datagrams.receive(data, from, to);
    });
  }

  /** As ICMP does: `from`, of this host, is nobody's port. */
  #refuseDatagram(from: SocketAddress, to: SocketAddress): void {
    const sender = this.#network.find(this, to.host);
    if (sender === undefined) return;
    const route = { source: from, destination: to };
    this.#network.sendDatagram(this, sender, route, NO_BYTES, () => {
      if (sender.up) sender.tell(() => sender.#datagrams.refused(to, from));
    });
  }
}
