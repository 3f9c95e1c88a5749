/**
 * What can be done to the hosts of a simulated network, and seen of them: the part of `MemoryNetwork` that is about hosts.
 *
 * Whatever is done shows as a fault to those who observe the network.
 */

import { Executables } from "./executables.ts";
import type { Host } from "./host.ts";
import { changedLimits, type HostLimits } from "./host-limits.ts";
import type { NetstatRow } from "./netstat.ts";
import type { ChildFaults, ProcessRow } from "./processes.ts";
import type { ChildScript } from "./scripted-child.ts";

/** Seconds that a program has to end after SIGTERM, before it is killed. */
const GRACE_SECONDS = 10;

export abstract class HostControls {
  protected readonly executables: Executables = new Executables();

  /** Throws a `RangeError` where there is none. */
  protected abstract hostNamed(name: string): Host;
  protected abstract readonly everyHost: Iterable<Host>;
  protected abstract hostFault(name: string, text: string): void;

  // Programs and power.

  /** Does the host have power, and does its program run (be it paused)? */
  isRunning(name: string): boolean {
    return this.hostNamed(name).running;
  }

  /**
   * The programs of the host stand still, as under SIGSTOP or while a virtual machine is moved. The host itself goes on: it
   * acknowledges what comes until its buffers are full, and timers that are due ring when the programs go on.
   */
  pause(name: string): void {
    this.hostNamed(name).pause();
    this.hostFault(name, "pause");
  }

  resume(name: string): void {
    this.hostNamed(name).resume();
    this.hostFault(name, "resume");
  }

  /** Send the host's program a signal; where it does not listen for it, that is its end. */
  signal(name: string, signal: "SIGINT" | "SIGTERM" | "SIGHUP"): void {
    this.hostFault(name, signal);
    this.hostNamed(name).signal(signal);
  }

  /**
   * The program of the host dies, as by SIGKILL. The host closes its sockets, with a reset where something was not read,
   * and its ports are free; `restart` begins the program anew.
   */
  kill(name: string): void {
    this.hostNamed(name).kill();
    this.hostFault(name, "kill");
  }

  /**
   * Shut the host down in good order: SIGTERM for its program and all processes, `graceSeconds` (10) for the program to end,
   * SIGKILL for who is left, and the power is off. A reactor that runs (`run()`) ends by itself; a program that
   * listens for no signals is dead at once. `restart` switches the host on again.
   */
  stop(name: string, graceSeconds: number = GRACE_SECONDS): void {
    if (!(graceSeconds >= 0)) throw new RangeError(`graceSeconds is ${graceSeconds}`);
    this.hostFault(name, "stop");
    this.hostNamed(name).stop(graceSeconds, () => this.hostFault(name, "off"));
  }

  // Clocks.

  /** From now on `rate` seconds pass on the clocks of the host in a true second; 1 is right. */
  skew(name: string, rate: number): void {
    this.hostNamed(name).clock.setRate(rate);
    this.hostFault(name, `the clock runs at ${rate} times the true rate`);
  }

  /** The wall clock of the host is set so many seconds forward or, below 0, back. Timers do not mind. */
  jump(name: string, seconds: number): void {
    this.hostNamed(name).clock.jump(seconds);
    this.hostFault(name, `the wall clock jumps by ${seconds} s`);
  }

  /** As a time service does: the wall clock of the host is set to the true time, and both run at the right rate. */
  synchronize(name: string): void {
    const step = this.hostNamed(name).clock.synchronize();
    this.hostFault(name, `the wall clock is set by ${step} s`);
  }

  // What is scarce.

  /** From now on the host answers every attempt to connect with a reset; or no longer. */
  refuse(name: string, refusing = true): void {
    this.hostNamed(name).tcp.refusing = refusing;
    this.hostFault(name, refusing ? "refuse" : "accept");
  }

  /** From now on the host drops every attempt to connect, as if its back-logs were full; or no longer. To a UNIX socket it is `EAGAIN`. */
  overflow(name: string, overflowing = true): void {
    this.hostNamed(name).tcp.overflowing = overflowing;
    this.hostFault(name, overflowing ? "back-log full" : "back-log empty");
  }

  /** How much of what is scarce the program of the host may have; what is left out stays as it is. */
  limit(name: string, limits: HostLimits): void {
    const host = this.hostNamed(name);
    host.limits = changedLimits(host.limits, limits);
    this.hostFault(name, `limits: ${JSON.stringify(host.limits)}`);
  }

  // Child processes.

  /**
   * What runs when a program spawns the executable `path`, on all hosts or on `host` alone; `null`: the file is there and
   * is no program (`EACCES`).
   */
  executable(
    path: string,
    script: ChildScript | null,
    { host }: { readonly host?: string } = {},
  ): void {
    this.executables.set(path, script, host);
  }

  /** What goes wrong with children of the host from now on; what is left out stays as it is. */
  children(name: string, faults: ChildFaults): void {
    const { processes } = this.hostNamed(name);
    processes.faults = { ...processes.faults, ...faults };
    this.hostFault(name, `children: ${JSON.stringify(processes.faults)}`);
  }

  /** Send a signal to all processes of the host but its program. */
  killChildren(name: string, signal = "SIGKILL"): void {
    this.hostNamed(name).processes.killAll(signal);
    this.hostFault(name, `children: ${signal}`);
  }

  /** The processes of the host, its program apart. */
  processes(name: string): readonly ProcessRow[] {
    return this.hostNamed(name).processes.rows();
  }

  // What is there.

  /** All sockets of all hosts, or of one; `formatNetstat` makes text of them. */
  netstat(name?: string): readonly NetstatRow[] {
    const hosts = name === undefined ? [...this.everyHost] : [this.hostNamed(name)];
    return hosts.flatMap((host) => host.netstat());
  }

  /** Connections on the host that are open, or on their way to be opened or closed. */
  connections(name: string): number {
    return this.hostNamed(name).connections;
  }
}
