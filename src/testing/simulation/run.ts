/**
 * One run of a scenario: from nothing, through what goes wrong, to a world that has healed and stopped.
 *
 * Four parts: things go wrong for a while; all is healed, and what the scenario waits for must come; the
 * programs are stopped; nothing may be left. The first thing that is not as it should be ends the run.
 */
import type { Awaitable } from "../../deferred/index.ts";
import {
  type Decision,
  hostTurns,
  inTurns,
  MemoryNetwork,
  type NetworkOptions,
  NoTimePassesError,
  type ScheduleOptions,
} from "../../platform/memory/index.ts";
import { type Tracked, trackResources } from "../../resources/index.ts";
import { describeLeaks } from "../leaks.ts";
import { recordTrace, type Trace } from "../pictures/index.ts";
import { describeWaiting } from "../waiting.ts";
import { Activity, nameOf } from "./activity.ts";
import {
  EndlessRunError,
  InvariantError,
  NotConvergedError,
  SimulationOptionError,
} from "./errors.ts";
import { type DrawnFault, type FaultOptions, type PlannedFault, planFaults } from "./fault-plan.ts";
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
  /**
   * Simulated seconds in which things may go wrong; 60 by default. It is over earlier where no faults and no alarms of the scenario
   * are to come, and all is done that the scenario waits for or, if it waits for nothing, nothing more happens.
   */
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
  /**
   * Have `report` told of each promise that is rejected and each exception that is thrown where nobody catches it, instead of
   * whoever is told of them otherwise. Gives what ends it.
   */
  catchStrays?(report: (how: string, error: unknown) => void): () => void;
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
  // What programs log, and what is forbidden, is so for the whole process.
  if (isRunning)
    throw new SimulationOptionError("a simulation runs in this process already: await its end");
  isRunning = true;
  try {
    const one = new Run(options, run, host, explain);
    await one.carryOut(scenario);
    return one.result();
  } finally {
    isRunning = false;
  }
}

let isRunning = false;

class Run {
  readonly #options: RunOptions;
  readonly #run: RunOf;
  readonly #host: RunHost;
  readonly #network: MemoryNetwork;
  readonly #trace: Trace;
  readonly #world: World;
  readonly #inside: ReturnType<typeof World.inside>;
  readonly #maxEvents: number;
  readonly #explain: boolean;
  #tracked: Tracked | null = null;
  #plan: readonly DrawnFault[] = [];
  #timetable: FaultTimetable | null = null;
  #failure: RunFailure | null = null;
  #events = 0;
  /** Things that have happened, alarms and faults among them. */
  #things = 0;
  #points = 0;
  /** What goes wrong while programs are stopped has no point: who is started again by it would have to be stopped again. */
  #stopping = false;
  /** Has something travelled in the event that happens now? */
  #travels = false;

  constructor(options: RunOptions, run: RunOf, host: RunHost, explain: boolean) {
    this.#explain = explain;
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
      plan: this.#plan.map((fault) => fault.shown(this.#network.hosts)),
      chances: this.#network.decisions,
      seconds: this.#network.now(),
      events: this.#events,
      points: this.#points,
      operations: this.#inside.operations.ended,
    };
  }

  async carryOut(scenario: Scenario): Promise<void> {
    const { tolerates = [], faults } = this.#options;
    const ends: (() => void)[] = [];
    try {
      if (this.#explain) this.#tracked = trackResources();
      const logged = new LoggedFailures(tolerates, (signature, error) =>
        this.#fail(signature, error),
      );
      ends.push(() => logged.end());
      const { forbidWorld, catchStrays } = this.#host;
      if (catchStrays !== undefined)
        ends.push(catchStrays((how, error) => logged.tell(how, error)));
      if (forbidWorld !== undefined)
        ends.push(forbidWorld((error) => this.#fail(`forbidden ${error.name}`, error)));
      await this.#carryOut(scenario);
      if (this.#failure === null) this.#checkHosts(faults?.hosts ?? []);
    } finally {
      for (const end of ends.reverse()) end();
      this.#tracked?.stop();
    }
  }

  async #carryOut(scenario: Scenario): Promise<void> {
    const { seconds = 60, within = 300 } = this.#options;
    const acting = this.#begin(scenario);
    this.#planFaults(seconds);
    const timetable = this.#timetable!;
    const { operations, eventually } = this.#inside;
    const isAtOnce = acting.isOver;
    const isDone = (): boolean =>
      timetable.isOver && acting.isOver && operations.open === 0 && eventually.every(isTrue);
    // Where nothing says when all is done that was to be done, it is when nothing more happens.
    const hasAim = (): boolean =>
      !isAtOnce || eventually.length > 0 || operations.open + operations.ended > 0;
    const isQuiet = (): boolean =>
      isDone() &&
      this.#inside.nextAlarm() >= seconds &&
      (hasAim() || this.#network.nextAt() === NEVER);
    await this.#pass(seconds, this.#forAWhile(isQuiet));
    this.#attempt(() => timetable.healAll());
    await this.#pass(this.#network.now() + within, isDone);
    this.#checkConverged(acting, within);
    await this.#stop();
  }

  /** What it throws fails the run; what is wrong with the options ends it. */
  #attempt(run: () => void): void {
    try {
      run();
    } catch (error) {
      if (error instanceof SimulationOptionError) throw error;
      if (error instanceof NoTimePassesError)
        this.#fail("endless", new EndlessRunError(error.message));
      else this.#fail(`scenario ${nameOf(error)}`, error);
    }
  }

  /** Hosts that are named in the options have come by now, or the name is wrong. */
  #checkHosts(named: readonly string[]): void {
    const { hosts } = this.#network;
    for (const host of named)
      if (!hosts.includes(host))
        throw new SimulationOptionError(`faults on ${host}: the hosts are ${hosts.join(", ")}`);
  }

  /** `isDone` has said so for a while: what is under way has arrived. */
  #forAWhile(isDone: () => boolean): () => boolean {
    let since = NEVER;
    return () => {
      const now = this.#network.now();
      if (!isDone()) since = NEVER;
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
    this.#plan = faults === undefined ? [] : planFaults(faults, seconds, draw);
    const chosen = this.#run.faults;
    const some =
      chosen === undefined ? this.#plan : this.#plan.filter((_, nth) => chosen.includes(nth));
    this.#timetable = new FaultTimetable(this.#network, some);
  }

  /** Let things happen until a time of the clock, or until `isOver` says so, or something is wrong. */
  #pass(until: number, isOver: () => boolean): Promise<void> {
    let hasEnded = false;
    return inTurns(hostTurns(), () => {
      // One turn more: what was rejected in a turn is told at its end.
      if (hasEnded) return false;
      this.#attempt(() => {
        hasEnded = this.#failure !== null || isOver() || !this.#next(until);
      });
      return true;
    });
  }

  /** The next thing happens; `false`: none is to, until then. */
  #next(until: number): boolean {
    const network = this.#network;
    const timetable = this.#timetable!;
    const alarm = this.#inside.nextAlarm();
    const fault = timetable.nextAt();
    // A scenario may have moved the clock itself.
    const next = Math.max(network.now(), Math.min(alarm, fault, until));
    if (network.step(next)) {
      this.#events += 1;
      this.#injectIfDue();
    } else if (fault <= network.now()) timetable.next();
    else if (alarm <= network.now()) this.#inside.ring();
    else return false;
    this.#checkInvariants();
    this.#countThing();
    return true;
  }

  #countThing(): void {
    this.#things += 1;
    if (this.#things <= this.#maxEvents) return;
    const text = `${this.#things} things have happened in ${this.#network.now()} simulated seconds`;
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
    for (const invariant of this.#inside.always) {
      const error = whyNot(invariant);
      if (error !== null) this.#fail(`always "${invariant.name}"`, error);
    }
  }

  #checkConverged(acting: Activity, within: number): void {
    if (this.#failure !== null) return;
    const waited = `${within} simulated seconds after all was well again`;
    const missing = this.#inside.eventually.find((invariant) => !isTrue(invariant));
    if (missing !== undefined) {
      const why = whyNot(missing);
      this.#fail(
        `eventually "${missing.name}"`,
        why instanceof InvariantError || why === null
          ? new NotConvergedError(`does not hold, ${waited}`)
          : why,
        this.#waiting(),
      );
    }
    if (!acting.isOver)
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
    // What is due at this moment may be what deals with the end.
    const hasStopped = (): boolean =>
      this.#network.nextAt() > this.#network.now() &&
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

function isTrue({ holds }: Invariant): boolean {
  try {
    return holds() === true;
  } catch {
    return false;
  }
}

/** `null`: it holds. */
function whyNot({ holds }: Invariant): unknown {
  try {
    const answer: unknown = holds();
    if (typeof answer === "boolean") return answer ? null : new InvariantError("does not hold");
    // A promise, say, is as good as true for an `if`.
    return new TypeError(`must say true or false, and gives ${String(answer)}`);
  } catch (error) {
    return error;
  }
}
