/**
 * The processes of a simulated host beside its program: children of the program, and children of theirs.
 *
 * They end with their host, not with the program: whoever is left when it dies lives on with broken pipes.
 */
import { Deferred, fail } from "../../deferred/index.ts";
import { PlatformError } from "../errors.ts";
import type { NamedPipe, Socket } from "../port.ts";
import type { ChildProcess, ChildSink, Command, ExitStatus } from "../process-port.ts";
import { type PipeEnd, pipePair } from "./byte-pipe.ts";
import { ChildStream } from "./child-stream.ts";
import { type Executables, HOST_ENVIRONMENT } from "./executables.ts";
import { Gate } from "./gate.ts";
import { type PipeOwner, PipeSocket } from "./pipe-socket.ts";
import { type ChildHost, type ChildScript, ScriptedChild } from "./scripted-child.ts";
import { signalName } from "./signals.ts";

/** What can go wrong with the children of a host from now on. */
export interface ChildFaults {
  /** What every spawn fails with, `EAGAIN` say; `null`, as at first: nothing. */
  readonly spawn?: string | null;
  /**
   * What children do in place of what they are to do: `exits`, at once with code 1; `hangs`: nothing, until a signal ends
   * it; `killed`: it runs, and is sent SIGKILL within a second.
   */
  readonly fate?: "exits" | "hangs" | "killed" | null;
  /** Does what they write come in pieces of a few bytes? */
  readonly oddChunks?: boolean;
}

/** A process, for tests and messages. */
export interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly executable: string;
  readonly args: readonly string[];
  readonly state: "running" | "stopped";
}

/** What the processes of a host need of the network. */
export interface HostProcessesNetwork {
  after(seconds: number, run: () => void, lane: number): () => void;
  draw(label: string): number;
  readonly executables: Executables;
}

export interface ProcessesHost {
  readonly name: string;
  readonly lane: number;
  readonly clock: {
    now(): number;
    after(seconds: number, run: () => void, owner: object): () => void;
    forget(owner: object): void;
  };
  /** Run as an event of its own, while the program lives. */
  soon(run: () => void): void;
  hasDescriptors(more: number): boolean;
  outOfDescriptors(): PlatformError;
}

/** The program's own number. */
export const PROGRAM = 1;

export class HostProcesses implements ChildHost, PipeOwner {
  faults: ChildFaults = {};
  readonly #host: ProcessesHost;
  readonly #network: HostProcessesNetwork;
  readonly #living = new Map<number, ScriptedChild>();
  readonly #sinks = new Map<number, ChildSink | null>();
  readonly #sockets = new Set<PipeSocket>();
  #gate = new Gate();
  #nextPID = PROGRAM + 1;

  constructor(host: ProcessesHost, network: HostProcessesNetwork) {
    this.#host = host;
    this.#network = network;
  }

  /** Descriptors of the program's. */
  get pipes(): number {
    return this.#sockets.size;
  }

  rows(): ProcessRow[] {
    return [...this.#living.values()].map(({ start, group, stopped }) => ({
      pid: start.pid,
      parent: start.parent,
      group,
      executable: start.executable,
      args: start.args,
      state: stopped ? "stopped" : "running",
    }));
  }

  // The program's side.

  spawn(command: Command): Deferred<ChildProcess> {
    let begun: { child: ScriptedChild; handle: MemoryChild; script: ChildScript };
    try {
      begun = this.#begin(command);
    } catch (thrown) {
      return fail(thrown);
    }
    const { child, handle, script } = begun;
    const spawned = new Deferred<ChildProcess>(() => {
      child.receive("SIGKILL");
      handle.release();
    });
    this.#host.soon(() => {
      if (spawned.called) return;
      spawned.callback(handle);
      child.later(() => child.run(script));
    });
    return spawned;
  }

  /** Throws what stands against it. */
  #begin(command: Command): { child: ScriptedChild; handle: MemoryChild; script: ChildScript } {
    const { executable, args, descriptors, leader, directory = "/" } = command;
    const { name } = this.#host;
    const { spawn } = this.faults;
    if (spawn) throw new PlatformError(spawn, `cannot run ${executable} on ${name}: ${spawn}`);
    if (!this.#network.executables.isFolder(directory))
      throw new PlatformError("ENOENT", `there is no folder ${directory} on ${name}`);
    const env = command.env ?? HOST_ENVIRONMENT;
    const where = { host: name, path: env.PATH, directory };
    const { path, script } = this.#network.executables.find(executable, where);
    const piped = [...descriptors].filter(([, what]) => what === "pipe").map(([fd]) => fd);
    if (!this.#host.hasDescriptors(piped.length)) throw this.#host.outOfDescriptors();

    const pid = this.#nextPID++;
    const group = leader ? pid : PROGRAM;
    const start = { pid, parent: PROGRAM, group, executable: path, args, env, directory };
    const theirs = new Map<number, PipeEnd | null>([0, 1, 2].map((fd) => [fd, null]));
    const pipes = new Map<number, PipeSocket>();
    const called = `${args[0] ?? executable} (${pid})`;
    for (const [fd, what] of descriptors) {
      const [ours, its] = pipePair();
      theirs.set(fd, what === "pipe" ? its : null);
      if (what !== "pipe") continue;
      const local = { pipe: `pipe to ${called}` };
      const socket = new PipeSocket(this.#ofProgram, ours, local, {
        pipe: `descriptor ${fd} of ${called}`,
      });
      pipes.set(fd, socket);
      this.#sockets.add(socket);
    }
    const child = new ScriptedChild(
      this,
      start,
      (owner) => new Map([...theirs].map(([fd, end]) => [fd, new ChildStream(owner, end)])),
    );
    this.#living.set(pid, child);
    this.#sinks.set(pid, null);
    const handle = new MemoryChild(pid, pipes, leader, this);
    return { child, handle, script: this.#fated(child, script) };
  }

  #fated(child: ScriptedChild, script: ChildScript): ChildScript {
    switch (this.faults.fate) {
      case "exits":
        return () => 1;
      case "hangs":
        return () => undefined;
      case "killed":
        this.after(child, this.draw(), () => child.receive("SIGKILL"));
        return script;
      default:
        return script;
    }
  }

  /** For the sockets of the program: what it is told. */
  readonly #ofProgram: PipeOwner = {
    later: (run) => this.#host.soon(run),
    most: () => this.most(),
    closed: (socket) => this.closed(socket),
  };

  most(): number {
    return this.faults.oddChunks ? 1 + Math.floor(7 * this.draw()) : Number.POSITIVE_INFINITY;
  }

  closed(socket: PipeSocket): void {
    this.#sockets.delete(socket);
  }

  watch(pid: number, sink: ChildSink): void {
    if (this.#sinks.has(pid)) this.#sinks.set(pid, sink);
  }

  isLiving(pid: number): boolean {
    return this.#living.has(pid);
  }

  groupLives(group: number): boolean {
    return this.#ofGroup(group).length > 0;
  }

  signal(signal: string | number, to: { readonly pid: number } | { readonly group: number }): void {
    const name = signalName(signal);
    const all = "group" in to ? this.#ofGroup(to.group) : this.#of(to.pid);
    if (all.length === 0) throw new PlatformError("ESRCH", "there is no such process");
    for (const child of all) child.receive(name);
  }

  #of(pid: number): ScriptedChild[] {
    const child = this.#living.get(pid);
    return child === undefined ? [] : [child];
  }

  #ofGroup(group: number): ScriptedChild[] {
    return [...this.#living.values()].filter((child) => child.group === group);
  }

  // What the children need.

  get name(): string {
    return this.#host.name;
  }

  now(): number {
    return this.#host.clock.now();
  }

  draw(): number {
    return this.#network.draw(`children of ${this.#host.name}`);
  }

  after(child: ScriptedChild, seconds: number, run: () => void): () => void {
    const gate = this.#gate;
    return this.#host.clock.after(seconds, () => gate.tell(run), child);
  }

  later(run: () => void): void {
    const gate = this.#gate;
    this.#network.after(0, () => gate.tell(run), this.#host.lane);
  }

  fork(parent: ScriptedChild, script: ChildScript): ScriptedChild {
    const pid = this.#nextPID++;
    const start = { ...parent.start, pid, parent: parent.pid, group: parent.group };
    const child = new ScriptedChild(this, start, (owner) => parent.shareStreams(owner));
    this.#living.set(pid, child);
    child.later(() => child.run(script));
    return child;
  }

  ended(child: ScriptedChild, status: ExitStatus): void {
    const { pid } = child;
    this.#living.delete(pid);
    this.#host.clock.forget(child);
    if (!this.#sinks.has(pid)) return;
    // Whoever spawned it may not have said yet who is to hear of it.
    this.#host.soon(() => {
      this.#sinks.get(pid)?.exited(status);
      this.#sinks.delete(pid);
    });
  }

  // What is done to the host.

  pause(): void {
    this.#gate.close();
  }

  resume(): void {
    for (const run of this.#gate.open()) this.later(run);
  }

  killAll(signal: string): void {
    for (const child of [...this.#living.values()]) child.receive(signal);
  }

  /** The program is no more; the children are nobody's. */
  parentDied(): void {
    this.resume();
    this.#sinks.clear();
    for (const socket of [...this.#sockets]) socket.release();
  }

  /** The power goes. */
  vanish(): void {
    for (const child of this.#living.values()) {
      child.vanish();
      this.#host.clock.forget(child);
    }
    this.#living.clear();
    this.#sinks.clear();
    for (const socket of [...this.#sockets]) socket.release();
    this.#gate = new Gate();
  }
}

class MemoryChild implements ChildProcess {
  readonly pid: number;
  readonly pipes: ReadonlyMap<number, Socket<NamedPipe>>;
  readonly #sockets: Iterable<PipeSocket>;
  readonly #leader: boolean;
  readonly #processes: HostProcesses;

  constructor(
    pid: number,
    pipes: ReadonlyMap<number, PipeSocket>,
    leader: boolean,
    processes: HostProcesses,
  ) {
    this.pid = pid;
    this.pipes = pipes;
    this.#sockets = pipes.values();
    this.#leader = leader;
    this.#processes = processes;
  }

  start(sink: ChildSink): void {
    this.#processes.watch(this.pid, sink);
  }

  signal(signal: string | number, to: "child" | "group"): void {
    const whom = to === "group" && this.#leader ? { group: this.pid } : { pid: this.pid };
    this.#processes.signal(signal, whom);
  }

  groupLives(): boolean {
    return this.#leader && this.#processes.groupLives(this.pid);
  }

  release(): void {
    for (const socket of this.#sockets) socket.release();
  }
}
