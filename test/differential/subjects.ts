/** What a program does with locks, queues, time and tasks, on Torsion. */
import {
  type Deferred,
  DeferredLock,
  DeferredQueue,
  DeferredSemaphore,
  Failure,
} from "torsion/deferred";
import { type CooperativeTask, Cooperator, deferLater, LoopingCall } from "torsion/task";
import type { IDelayedCall } from "torsion/time";
import { describe, ProgramError } from "./describe.ts";
import type { Op, Turn } from "./program.ts";
import type { World } from "./run.ts";

export interface Subject {
  /** Do it, if it is of this subject. Was it? */
  perform(op: Op): boolean;
  /** At the end of the program. */
  finish(): void;
}

export function subjects(world: World): readonly Subject[] {
  return [new Sharing(world), new Time(world), new Loops(world), new Tasks(world)];
}

/** By its number, where there is any. */
function pick<T>(all: readonly T[], which: number): T | undefined {
  return all[which % all.length];
}

class Sharing implements Subject {
  readonly #world: World;
  readonly #locks: (DeferredLock | DeferredSemaphore)[] = [];
  readonly #queues: DeferredQueue<unknown>[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  perform(op: Op): boolean {
    const world = this.#world;
    if (op.op === "lock") this.#locks.push(new DeferredLock());
    else if (op.op === "semaphore") this.#locks.push(new DeferredSemaphore(op.tokens));
    else if (op.op === "acquire")
      world.keep((pick(this.#locks, op.l)! as DeferredLock).acquire() as Deferred<unknown>);
    else if (op.op === "release") pick(this.#locks, op.l)!.release();
    else if (op.op === "run")
      world.keepOwned((owner) => pick(this.#locks, op.l)!.run(world.act(op.f, owner, "run")));
    else if (op.op === "queue") {
      const { POSITIVE_INFINITY: any } = Number;
      this.#queues.push(new DeferredQueue({ size: op.size ?? any, backlog: op.backlog ?? any }));
    } else if (op.op === "put") pick(this.#queues, op.q)!.put(op.v);
    else if (op.op === "get") world.keep(pick(this.#queues, op.q)!.get());
    else return false;
    return true;
  }

  finish(): void {
    for (const lock of this.#locks) {
      const tokens = lock instanceof DeferredLock ? Number(!lock.locked) : lock.tokens;
      this.#world.say(`lock ${tokens} ${lock.waiting}`);
    }
    for (const queue of this.#queues) this.#world.say(`queue ${queue.pending} ${queue.waiting}`);
  }
}

class Time implements Subject {
  readonly #world: World;
  readonly #calls: IDelayedCall[] = [];
  #moves = 0;

  constructor(world: World) {
    this.#world = world;
  }

  perform(op: Op): boolean {
    const world = this.#world;
    if (op.op === "later") {
      const label = world.label("call");
      const call = (): void => {
        world.say(`${label} at ${world.clock.seconds()}`);
        world.performAll(op.ops);
        if (op.raise !== null) throw new ProgramError(op.raise);
      };
      this.#calls.push(world.clock.callLater(op.seconds, call));
    } else if (op.op === "cancelCall") pick(this.#calls, op.c)?.cancel();
    else if (op.op === "resetCall")
      pick(this.#calls, op.c)?.reset(this.#apart(Math.abs(op.seconds)));
    else if (op.op === "delayCall") pick(this.#calls, op.c)?.delay(this.#apart(op.seconds));
    else if (op.op === "advance") {
      world.clock.advance(op.seconds);
      world.say(`now ${world.clock.seconds()} ${world.clock.getDelayedCalls().length} pending`);
    } else if (op.op === "deferLater")
      world.keepOwned((owner) =>
        op.f === null
          ? deferLater(world.clock, op.seconds)
          : deferLater(world.clock, op.seconds, world.act(op.f, owner, "later")),
      );
    else return false;
    return true;
  }

  /** A call that is moved to when another is due goes behind that in ours (T7): so none ever is. */
  #apart(seconds: number): number {
    this.#moves += 1;
    return seconds + 2 ** ((this.#moves % 30) - 40);
  }

  finish(): void {
    for (const call of this.#calls)
      this.#world.say(`call ${call.active ? call.getTime() : "over"}`);
  }
}

interface Looping {
  readonly loop: LoopingCall;
  readonly counted: boolean;
  started: boolean;
  /** The Deferred of the last start has not fired. */
  open: boolean;
}

class Loops implements Subject {
  readonly #world: World;
  readonly #loops: Looping[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  perform(op: Op): boolean {
    if (op.op === "loop") {
      const act = this.#world.act(op.f, { deferred: null }, "loop");
      const { clock } = this.#world;
      const loop = op.counted
        ? LoopingCall.withCount(act, { clock })
        : new LoopingCall(act, { clock });
      this.#loops.push({ loop, counted: op.counted, started: false, open: false });
    } else if (op.op === "startLoop") {
      const label = this.#world.label("started");
      const picked = pick(this.#loops, op.p);
      if (picked !== undefined) this.#start(picked, op.seconds, op.now, label);
    } else if (op.op === "stopLoop") pick(this.#loops, op.p)?.loop.stop();
    else if (op.op === "resetLoop") pick(this.#loops, op.p)?.loop.reset();
    else return false;
    return true;
  }

  #start(picked: Looping, seconds: number, now: boolean, label: string): void {
    const { loop, counted, started, open } = picked;
    // Started again before its function is done, Twisted takes one start for the other (T4).
    if (open && !loop.running) return;
    // Started again, Twisted counts on from the first start (T2).
    if (counted && started) return;
    picked.started = true;
    const done = loop.start(seconds, { now });
    picked.open = true;
    done.addBoth((result) => {
      picked.open = false;
      this.#world.say(`${label} ${result instanceof Failure ? describe(result) : "loop"}`);
    });
  }

  finish(): void {
    for (const { loop } of this.#loops) this.#world.say(`loop ${loop.running ? "runs" : "rests"}`);
  }
}

interface Cooperating {
  readonly task: CooperativeTask;
  pauses: number;
}

/**
 * Each task has a cooperator of its own, with slices of two steps, a second apart: in Twisted a task that
 * ends or waits costs the one behind it its turn (T8).
 */
class Tasks implements Subject {
  readonly #world: World;
  readonly #tasks: Cooperating[] = [];
  /** Those that wait, or have not had a turn since. */
  readonly #waiting = new Set<CooperativeTask>();

  constructor(world: World) {
    this.#world = world;
  }

  perform(op: Op): boolean {
    if (op.op === "cooperate") this.#cooperate(op.turns);
    else if (op.op === "pauseTask") {
      const picked = pick(this.#tasks, op.t);
      picked?.task.pause();
      if (picked !== undefined) picked.pauses += 1;
    } else if (op.op === "resumeTask") {
      // One that waits counts as paused in Twisted, and can be resumed too early (T9): not here.
      const picked = pick(this.#tasks, op.t);
      if (picked === undefined || picked.pauses === 0) return true;
      picked.pauses -= 1;
      picked.task.resume();
    } else if (op.op === "stopTask") {
      // One that is stopped while it waits, for what fails after that, has two ends in Twisted (T9).
      const picked = pick(this.#tasks, op.t);
      if (picked !== undefined && !this.#waiting.has(picked.task)) picked.task.stop();
    } else if (op.op === "whenDone") {
      const picked = pick(this.#tasks, op.t);
      if (picked !== undefined) this.#world.keep(picked.task.whenDone());
    } else return false;
    return true;
  }

  #cooperate(turns: readonly Turn[]): void {
    const { clock } = this.#world;
    const label = this.#world.label("task");
    const cooperator = new Cooperator({
      clock,
      scheduler: (slice) => clock.callLater(1, slice),
      terminationPredicateFactory: () => {
        let steps = 0;
        return () => ++steps >= 2;
      },
    });
    const task: CooperativeTask = cooperator.cooperate(this.#iterator(label, turns, () => task));
    this.#tasks.push({ task, pauses: 0 });
  }

  *#iterator(
    label: string,
    turns: readonly Turn[],
    task: () => CooperativeTask,
  ): Generator<unknown> {
    for (const turn of turns) {
      this.#waiting.delete(task());
      this.#world.say(`${label} ${turn.turn}`);
      if (turn.turn === "raise") throw new ProgramError(turn.n);
      if (turn.turn === "wait") this.#waiting.add(task());
      yield turn.turn === "wait" ? this.#world.deferred(turn.d) : undefined;
    }
    this.#waiting.delete(task());
  }

  /** The error of a task that nobody asked for is reported here, and lost in Twisted (T8): so somebody asks. */
  finish(): void {
    for (const { task } of this.#tasks) task.whenDone().addErrback(() => undefined);
  }
}
