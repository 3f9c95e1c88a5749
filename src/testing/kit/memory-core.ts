/**
 * The part of a `MemoryReactor` that starts and stops, and that watches descriptors. Both is remembered; descriptors
 * are never read.
 */
import { implementer } from "../../components/index.ts";
import type { Awaitable, Deferred } from "../../deferred/index.ts";
import {
  IReactorCore,
  IReactorFDSet,
  IReactorRandom,
  type IReadDescriptor,
  type IWriteDescriptor,
  type SystemEventPhase,
  type TriggerHandle,
} from "../../net/index.ts";
import type { TLSPlatform } from "../../platform/index.ts";
import { Clock } from "../../time/index.ts";
import { PumpedReactor } from "./pumped-reactor.ts";
import type { PumpedAttempt } from "./pumped-streams.ts";

type Trigger = () => Awaitable<unknown>;
type Triggers = Readonly<Record<SystemEventPhase, Record<string, Trigger[]>>>;

export abstract class MemoryCore implements IReactorCore, IReactorFDSet, IReactorRandom {
  static {
    implementer(IReactorCore, IReactorFDSet, IReactorRandom)(this);
  }
  hasRun = false;
  hasStopped = false;
  hasCrashed = false;
  /** What `callWhenRunning` and `addSystemEventTrigger` were given. */
  readonly whenRunningHooks: (() => unknown)[] = [];
  readonly triggers: Triggers = { before: {}, during: {}, after: {} };
  readonly readers: Set<IReadDescriptor> = new Set();
  readonly writers: Set<IWriteDescriptor> = new Set();
  /** For subclasses. */
  protected readonly clock: Clock = new Clock();
  protected readonly pumped: PumpedReactor;
  readonly #triggersOf = new WeakMap<TriggerHandle, Trigger>();

  /** @param again is told of attempts that connectors make by themselves. */
  constructor(tls: TLSPlatform | undefined, again: (attempt: PumpedAttempt) => void) {
    this.pumped = new PumpedReactor({ clock: this.clock, tls, again });
  }

  // Starting and stopping.

  get running(): boolean {
    return this.pumped.reactor.running;
  }

  run(): Deferred<void> {
    this.hasRun = true;
    return this.enter(() => this.pumped.reactor.run());
  }

  stop(): void {
    this.hasStopped = true;
    this.enter(() => this.pumped.reactor.stop());
  }

  crash(): void {
    this.hasCrashed = true;
    this.enter(() => this.pumped.reactor.crash());
  }

  callWhenRunning(f: () => unknown): TriggerHandle | null {
    this.whenRunningHooks.push(f);
    return this.enter(() => this.pumped.reactor.callWhenRunning(f));
  }

  addSystemEventTrigger(phase: SystemEventPhase, event: string, trigger: Trigger): TriggerHandle {
    const handle = this.pumped.reactor.addSystemEventTrigger(phase, event, trigger);
    const triggers = this.triggers[phase];
    triggers[event] = [...(triggers[event] ?? []), trigger];
    this.#triggersOf.set(handle, trigger);
    return handle;
  }

  removeSystemEventTrigger(handle: TriggerHandle): void {
    this.pumped.reactor.removeSystemEventTrigger(handle);
    const triggers = this.triggers[handle.phase][handle.event];
    const trigger = this.#triggersOf.get(handle);
    if (triggers && trigger) triggers.splice(triggers.indexOf(trigger), 1);
  }

  fireSystemEvent(event: string): void {
    this.enter(() => this.pumped.reactor.fireSystemEvent(event));
  }

  /** Half: no chance is left to anything here. */
  random(): number {
    return this.pumped.reactor.random();
  }

  // Descriptors.

  addReader(reader: IReadDescriptor): void {
    this.readers.add(reader);
  }

  addWriter(writer: IWriteDescriptor): void {
    this.writers.add(writer);
  }

  removeReader(reader: IReadDescriptor): void {
    this.readers.delete(reader);
  }

  removeWriter(writer: IWriteDescriptor): void {
    this.writers.delete(writer);
  }

  removeAll(): (IReadDescriptor | IWriteDescriptor)[] {
    const all = new Set([...this.readers, ...this.writers]);
    this.readers.clear();
    this.writers.clear();
    return [...all];
  }

  getReaders(): IReadDescriptor[] {
    return [...this.readers];
  }

  getWriters(): IWriteDescriptor[] {
    return [...this.writers];
  }

  /** A call from outside: at its end all that was to run soon has run. */
  protected enter<T>(act: () => T): T {
    return this.pumped.platform.enter(act);
  }
}
