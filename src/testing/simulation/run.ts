/**
 * One run of a scenario: from nothing, through what goes wrong, to a world that has healed and stopped.
 *
 * Four parts: things go wrong for a while; all is healed, and what the scenario waits for must come; the
 * programs are stopped; nothing may be left. The first thing that is not as it should be ends the run.
 */
import { type Awaitable, maybeDeferred } from "../../deferred/index.ts";
import {
  type Decision,
  hostTurns,
  inTurns,
  MemoryNetwork,
  type NetworkOptions,
  type ScheduleOptions,
} from "../../platform/memory/index.ts";
import { type Tracked, trackResources } from "../../resources/index.ts";
import { describeLeaks } from "../leaks.ts";
import { recordTrace, type Trace } from "../pictures/index.ts";
import { describeWaiting } from "../waiting.ts";
import { EndlessRunError, InvariantError, NotConvergedError } from "./errors.ts";
import { type FaultOptions, type PlannedFault, planFaults } from "./fault-plan.ts";
import { FaultTimetable } from "./fault-timetable.ts";
import { isBusy, LeftOverError, leftOver } from "./left-over.ts";
import { LoggedFailures } from "./logged-failures.ts";
import type { RunOf } from "./replay.ts";
import { type Invariant, type RunningProgram, World } from "./world.ts";

export type Scenario = (world: World) => Awaitable<unknown>;

export interface RunOptions {
  /** Of the network: latency, jitter, and whatever else it takes. */
  readonly network?: Omit<NetworkOptions, "seed" | "overruled" | "schedule">;
  /** What may go wrong by itself; nothing if left out. */
  readonly faults?: FaultOptions;
  /** Orders of what happens at about the same time. */
  readonly schedule?: ScheduleOptions;
  /** Simulated seconds in which things may go wrong; 60 by default. A run without faults ends as soon as it is done. */
  readonly seconds?: number;
  /** Simulated seconds that the world has, once healed, to come to what is to hold eventually; 300 by default. */
  readonly within?: number;
  /** How many simulated seconds a fault lasts that torture has put into the run; 5 by default. */
  readonly injectedSeconds?: number;
  /** How many things may happen in a run; 1,000,000 by default. */
  readonly maxEvents?: number;
  /** Errors that programs may log in a run. */
  readonly tolerates?: readonly (new (
    ...args: never[]
  ) => Error)[];
}

/** What is not as it should be. */
export interface RunFailure {
  /** Which invariant, or which error: runs of one signature fail in the same way. */
  readonly signature: string;
  readonly error: unknown;
  /** Simulated seconds. */
  readonly at: number;
  /** Lines that say more, in a run that was to be explained: what was left and which line made it, what was waited for. */
  readonly details: string;
}

export interface RunResult {
  readonly run: RunOf;
  readonly failure: RunFailure | null;
  readonly trace: Trace;
  /** The whole plan, faults that were left out included. */
  readonly plan: readonly PlannedFault[];
  /** What chance did against the usual course. */
  readonly chances: readonly Decision[];
  readonly seconds: number;
  readonly events: number;
  /** How many of those events were such that something travelled. */
  readonly points: number;
  /** How many operations have ended. */
  readonly operations: number;
}

/** What a run needs of the host that it runs on. */
export interface RunHost {
  /** Forbid what would make runs differ; `report` is told of each use. Gives what allows it again. */
  forbidWorld?(report: (error: Error) => void): () => void;
}

const NEVER = Number.POSITIVE_INFINITY;
/** Seconds for which a run must have been done before it is. */
const SETTLING = 1;
/** A program that is not through stopping after so many simulated seconds is not going to be. */
const STOPPING = 120;

/**
 * Carry out one run. Rejects only where the scenario's options make no sense.
 *
 * @param explain remember which line of the program made what, which takes about twice as long: for what fails, and to find what only
 * this finds, Deferreds that somebody still waits for.
 */
export async function runOnce(
  scenario: Scenario,
  options: RunOptions,
  run: RunOf,
  host: RunHost,
  explain: boolean = false,
): Promise<RunResult> {
  const one = new Run(options, run, host, explain ? trackResources() : null);
  await one.carryOut(scenario);
  return one.result();
}

class Run {
  readonly #options: RunOptions;
  readonly #run: RunOf;
  readonly #host: RunHost;
  readonly #network: MemoryNetwork;
  readonly #trace: Trace;
  readonly #world: World;
  readonly #inside: ReturnType<typeof World.inside>;
  readonly #maxEvents: number;
  readonly #tracked: Tracked | null;
  #plan: readonly PlannedFault[] = [];
  #timetable: FaultTimetable | null = null;
  #failure: RunFailure | null = null;
  #events = 0;
  #points = 0;
  /** What goes wrong while programs are stopped has no point: who is started again by it would have to be stopped again. */
  #stopping = false;
  /** Has something travelled in the event that happens now? */
  #travels = false;

  constructor(options: RunOptions, run: RunOf, host: RunHost, tracked: Tracked | null) {
    this.#tracked = tracked;
    this.#options = options;
    this.#run = run;
    this.#host = host;
    this.#network = new MemoryNetwork({
      ...options.network,
      seed: run.seed,
      ...(options.schedule && { schedule: options.schedule }),
      ...(run.chances && { overruled: { allBut: run.chances } }),
    });
    this.#trace = recordTrace(this.#network);
    this.#world = new World(this.#network, {
      note: (where, text) => this.#trace.note(where, text),
      fail: (signature, error) => this.#fail(signature, error),
    });
    this.#inside = World.inside(this.#world);
    this.#network.observe(({ kind }) => {
      if (kind !== "fault") this.#travels = true;
    });
    this.#maxEvents = options.maxEvents ?? 1_000_000;
  }

  result(): RunResult {
    return {
      run: this.#run,
      failure: this.#failure,
      trace: this.#trace,
      plan: this.#plan,
      chances: this.#network.decisions,
      seconds: this.#network.now(),
      events: this.#events,
      points: this.#points,
      operations: this.#inside.operations.ended,
    };
  }

  async carryOut(scenario: Scenario): Promise<void> {
    const { seconds = 60, within = 300, tolerates = [] } = this.#options;
    const logged = new LoggedFailures(tolerates, (signature, error) =>
      this.#fail(signature, error),
    );
    const allow = this.#host.forbidWorld?.((error) => this.#fail(`forbidden ${error.name}`, error));
    try {
      const acting = this.#begin(scenario);
      this.#planFaults(seconds);
      const { operations, eventually } = this.#inside;
      const isDone = (): boolean =>
        acting.isOver && operations.open === 0 && eventually.every(isTrue);
      await this.#pass(seconds, this.#forAWhile(isDone));
      this.#timetable!.healAll();
      await this.#pass(this.#network.now() + within, isDone);
      this.#checkConverged(acting, within);
      await this.#stop();
    } finally {
      allow?.();
      logged.end();
      this.#tracked?.stop();
    }
  }

  /** No fault is to come, and `isDone` has said so for a while: what is under way has arrived. */
  #forAWhile(isDone: () => boolean): () => boolean {
    let since = NEVER;
    return () => {
      const now = this.#network.now();
      if (!this.#timetable!.isOver || !isDone()) since = NEVER;
      else since = Math.min(since, now);
      return now - since >= SETTLING || (now >= since && this.#network.nextAt() === NEVER);
    };
  }

  #fail(signature: string, error: unknown, details = ""): void {
    this.#failure ??= { signature, error, at: this.#network.now(), details };
  }

  /** What the world waits for. */
  #waiting(): string {
    const [tracked, network] = [this.#tracked, this.#network];
    return tracked === null ? "" : describeWaiting({ tracked, network });
  }

  #begin(scenario: Scenario): Activity {
    return new Activity(
      () => scenario(this.#world),
      (error) => this.#fail(`scenario ${nameOf(error)}`, error),
    );
  }

  #planFaults(seconds: number): void {
    const { faults } = this.#options;
    const draw = (): number => this.#network.draw("faults");
    this.#plan = faults === undefined ? [] : planFaults(faults, this.#network.hosts, seconds, draw);
    const chosen = this.#run.faults;
    const some =
      chosen === undefined ? this.#plan : this.#plan.filter(({ nth }) => chosen.includes(nth));
    this.#timetable = new FaultTimetable(this.#network, some);
  }

  /** Let things happen until a time of the clock, or until `isOver` says so, or something is wrong. */
  #pass(until: number, isOver: () => boolean): Promise<void> {
    const network = this.#network;
    const timetable = this.#timetable!;
    return inTurns(hostTurns(), () => {
      try {
        if (this.#failure !== null || isOver()) return false;
        const alarm = this.#inside.nextAlarm();
        const fault = timetable.nextAt();
        const next = Math.min(alarm, fault, until);
        if (network.step(next)) {
          this.#countEvent();
          this.#checkInvariants();
          this.#injectIfDue();
        } else if (fault <= network.now()) timetable.next();
        else if (alarm <= network.now()) this.#inside.ring();
        else return false;
      } catch (error) {
        this.#fail(`scenario ${nameOf(error)}`, error);
      }
      return this.#failure === null;
    });
  }

  #countEvent(): void {
    this.#events += 1;
    if (this.#events <= this.#maxEvents) return;
    const text = `${this.#events} things have happened in ${this.#network.now()} simulated seconds`;
    this.#fail("endless", new EndlessRunError(`${text}: programs that set each other off?`));
  }

  #injectIfDue(): void {
    if (!this.#travels || this.#stopping) return;
    this.#travels = false;
    this.#points += 1;
    const { inject } = this.#run;
    if (inject === undefined || inject.point !== this.#points) return;
    const { injectedSeconds = 5 } = this.#options;
    const { kind, on } = inject;
    const fault = { nth: -1, kind, on, at: this.#network.now(), seconds: injectedSeconds };
    this.#timetable!.inject(fault);
  }

  #checkInvariants(): void {
    for (const { name, holds } of this.#inside.always) {
      try {
        if (holds()) continue;
        this.#fail(`always "${name}"`, new InvariantError("does not hold"));
      } catch (error) {
        this.#fail(`always "${name}"`, error);
      }
    }
  }

  #checkConverged(acting: Activity, within: number): void {
    if (this.#failure !== null) return;
    const waited = `${within} simulated seconds after all was well again`;
    const missing = this.#inside.eventually.find((invariant) => !isTrue(invariant));
    if (missing !== undefined)
      this.#fail(
        `eventually "${missing.name}"`,
        new NotConvergedError(`does not hold, ${waited}`),
        this.#waiting(),
      );
    else if (!acting.isOver)
      this.#fail(
        "scenario waits",
        new NotConvergedError(`the scenario still waits, ${waited}`),
        this.#waiting(),
      );
    for (const { signature, error } of this.#inside.operations.unfinished())
      this.#fail(signature, error, this.#waiting());
  }

  /** Stop the programs that said how, and look at what they left. */
  async #stop(): Promise<void> {
    if (this.#failure !== null) return;
    this.#stopping = true;
    const programs = [...this.#inside.programs.values()];
    const stoppable = programs.filter((program) => program.stop !== undefined);
    const stopping = stoppable.map(
      ({ host, stop }) =>
        new Activity(stop!, (error) => this.#fail(`stop of ${host} ${nameOf(error)}`, error)),
    );
    const hasStopped = (): boolean =>
      stopping.every(({ isOver }) => isOver) &&
      stoppable.every((program) => !isBusy(this.#network, program));
    await this.#pass(this.#network.now() + STOPPING, hasStopped);
    // What stopping has set in motion, and takes no time, is to happen still.
    await this.#pass(this.#network.now(), () => false);
    if (this.#failure === null) this.#checkLeft(stoppable, stopping);
  }

  #checkLeft(programs: readonly RunningProgram[], stopping: readonly Activity[]): void {
    for (const [i, program] of programs.entries()) {
      if (!stopping[i]!.isOver) {
        const text = `${program.host} has not stopped after ${STOPPING} simulated seconds`;
        this.#fail(`stop of ${program.host}`, new NotConvergedError(text));
      }
    }
    const hosts = new Set(programs.map(({ host }) => host));
    const leaks = this.#tracked?.leaks({ except: ({ host }) => !hosts.has(host ?? "") }) ?? [];
    const details = leaks.length > 0 ? describeLeaks(leaks) : "";
    for (const program of programs)
      for (const { kind, text } of leftOver(this.#network, program))
        this.#fail(`left over ${kind}`, new LeftOverError(text), details);
    const [first] = leaks;
    if (first !== undefined)
      this.#fail(`left over ${first.kind}`, new LeftOverError(first.description), details);
  }
}

/** Something that was begun and ends at some time, well or with an error. */
class Activity {
  isOver = false;

  constructor(begin: () => Awaitable<unknown>, failed: (error: unknown) => void) {
    maybeDeferred(begin)
      .addErrback((failure) => failed(failure.thrown))
      .addCallback(() => {
        this.isOver = true;
      });
  }
}

function isTrue({ holds }: Invariant): boolean {
  try {
    return holds();
  } catch {
    return false;
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
