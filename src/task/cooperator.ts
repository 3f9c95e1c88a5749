/**
 * Long work done in small steps, between which the reactor gets to everything else.
 *
 * Each iterator that is added gets one step at a time, in turn, until the slice is over (10 ms); then
 * the reactor gets control, and the next slice goes on where this one left off.
 */
import { Deferred } from "../deferred/index.ts";
import { ownerOf, tracking } from "../resources/index.ts";
import { Clock, type IReactorTime } from "../time/index.ts";
import { CooperativeTask, type TaskOwner } from "./cooperative-task.ts";

/** How long a slice is, in seconds of the clock. */
const SLICE_SECONDS = 0.01;
/** And in steps, since no time passes during a step on a simulated clock. */
const SLICE_STEPS = 10_000;
/** As soon as may be, in seconds; but not in this same turn. */
const NEXT_TURN_SECONDS = 0.00000001;

export interface CooperatorOptions {
  /** What keeps the time: a reactor, or a `Clock` in tests. */
  readonly clock: IReactorTime;
  /** Called at the start of a slice; what it gives is asked after each step whether the slice is over. */
  readonly terminationPredicateFactory?: () => () => boolean;
  /** Calls its argument in some later turn. */
  readonly scheduler?: (callable: () => void) => { cancel(): void };
  /** `false`: nothing runs before {@link Cooperator.start}. */
  readonly started?: boolean;
}

export class Cooperator {
  readonly #sliceOver: () => () => boolean;
  readonly #scheduler: (callable: () => void) => { cancel(): void };
  /** In the order of their turns. A Set may change while it is gone through, and it is all the time. */
  readonly #awake = new Set<CooperativeTask>();
  readonly #resting = new Set<CooperativeTask>();
  /** Where the round stands; kept from one slice to the next, so that nobody loses a turn. */
  #round: Iterator<CooperativeTask> = this.#awake.values();
  readonly #clock: IReactorTime;
  #scheduled: { cancel(): void } | null = null;
  #started: boolean;
  #stopped = false;
  readonly #owner: TaskOwner = {
    wake: (task) => {
      this.#resting.delete(task);
      this.#add(task);
    },
    rest: (task) => {
      this.#remove(task);
      this.#resting.add(task);
    },
    forget: (task) => {
      this.#resting.delete(task);
      this.#remove(task);
    },
  };

  constructor({
    clock,
    terminationPredicateFactory = () => timedSlice(clock),
    scheduler = (callable) => clock.callLater(NEXT_TURN_SECONDS, callable),
    started = true,
  }: CooperatorOptions) {
    this.#clock = clock;
    this.#sliceOver = terminationPredicateFactory;
    this.#scheduler = scheduler;
    this.#started = started;
  }

  /** Started, and not stopped. */
  get running(): boolean {
    return this.#started && !this.#stopped;
  }

  /**
   * Step through `iterator` until it is done. Where it yields a Deferred or a promise, it has no turn
   * until that has fired; if that fails, so does the task. On a stopped cooperator the task fails at once.
   */
  cooperate<I extends Iterator<unknown>>(iterator: I): CooperativeTask<I> {
    const task = new CooperativeTask(iterator, this.#owner);
    this.#add(task);
    tracking?.began(task, {
      kind: "cooperative task",
      describe: () => `cooperative task that ${this.#awake.has(task) ? "has work to do" : "rests"}`,
      isLive: () => this.#awake.has(task) || this.#resting.has(task),
      end: () => task.stop(),
      harmless: this.#clock instanceof Clock,
      owner: ownerOf(this.#clock),
    });
    return task;
  }

  /** {@link Cooperator.cooperate}, giving only `whenDone()`; cancelling that stops the task. */
  coiterate<I extends Iterator<unknown>>(iterator: I): Deferred<I> {
    const task = this.cooperate(iterator);
    let cancelled = false;
    const done = new Deferred<I>(() => {
      cancelled = true;
      task.stop();
    });
    task.whenDone().addBoth((result): void => {
      if (!cancelled) done.callback(result);
    });
    return done;
  }

  /** Run what was added, after `started: false` or {@link Cooperator.stop}. */
  start(): void {
    this.#started = true;
    this.#stopped = false;
    this.#schedule();
  }

  /** End every task, those that wait included, with `SchedulerStopped`. */
  stop(): void {
    this.#stopped = true;
    const tasks = [...this.#awake, ...this.#resting];
    this.#awake.clear();
    this.#resting.clear();
    this.#unschedule();
    for (const task of tasks) task.schedulerStopped();
  }

  #add(task: CooperativeTask): void {
    if (this.#stopped) {
      task.schedulerStopped();
      return;
    }
    this.#awake.add(task);
    this.#schedule();
  }

  #remove(task: CooperativeTask): void {
    this.#awake.delete(task);
    if (this.#awake.size === 0) this.#unschedule();
  }

  #schedule(): void {
    if (this.#scheduled === null && this.#started && this.#awake.size > 0)
      this.#scheduled = this.#scheduler(() => this.#slice());
  }

  #unschedule(): void {
    this.#scheduled?.cancel();
    this.#scheduled = null;
  }

  #slice(): void {
    this.#scheduled = null;
    try {
      const over = this.#sliceOver();
      do this.#nextTask()?.step();
      while (this.#awake.size > 0 && !over());
    } finally {
      this.#schedule();
    }
  }

  #nextTask(): CooperativeTask | undefined {
    let next = this.#round.next();
    if (next.done) {
      this.#round = this.#awake.values();
      next = this.#round.next();
    }
    return next.done ? undefined : next.value;
  }
}

function timedSlice(clock: IReactorTime): () => boolean {
  const end = clock.seconds() + SLICE_SECONDS;
  let steps = 0;
  return () => {
    steps += 1;
    return steps >= SLICE_STEPS || clock.seconds() >= end;
  };
}
