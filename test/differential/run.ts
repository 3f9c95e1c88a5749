/**
 * Runs a program on Torsion, and says what happened: the twin of `test/peers/differential.py`.
 *
 * Here are the Deferreds, and what all subjects share; `subjects.ts` has locks, queues, time and tasks.
 */
import {
  Deferred,
  DeferredList,
  execute,
  Failure,
  fail,
  flushUnhandledFailures,
  gatherResults,
  inlineCallbacks,
  maybeDeferred,
  succeed,
} from "torsion/deferred";
import { Clock } from "torsion/time";
import { describe, nameOf, ProgramError } from "./describe.ts";
import type { Behaviour, Canceller, Op, Program, Step, Trace } from "./program.ts";
import { type Subject, subjects } from "./subjects.ts";

type AnyDeferred = Deferred<unknown>;
/** The Deferred that a callback belongs to, once there is one: it must not return that (D9). */
interface Owner {
  deferred: AnyDeferred | null;
}

/** What the program has made; each kind is named by numbers. */
export class World {
  readonly trace: string[] = [];
  readonly clock: Clock = new Clock();
  readonly deferreds: AnyDeferred[] = [];
  /** Those that the program has made itself: to fire another is misuse, and a queue or lock passes over it. */
  readonly #own = new Set<AnyDeferred>();
  readonly #generated = new Set<AnyDeferred>();
  readonly #members = new Map<AnyDeferred, readonly AnyDeferred[]>();
  readonly #pauses = new Map<AnyDeferred, number>();
  readonly #subjects: readonly Subject[];
  #labels = 0;
  /** How many generators are at work: to cancel one of those is lost in Twisted (D24). */
  #generating = 0;
  /** How many operations are at work that may cancel. */
  #cancelling = 0;

  constructor() {
    this.#subjects = subjects(this);
  }

  run(program: Program): Trace {
    flushUnhandledFailures();
    for (const op of program) this.perform(op);
    for (const deferred of [...this.#pauses.keys()])
      while (this.#paused(deferred)) this.attempt(() => this.#unpause(deferred));
    for (const subject of this.#subjects) subject.finish();
    for (const [i, d] of this.deferreds.entries())
      this.trace.push(`d${i} ${d.called ? "called" : "open"} ${describe(d.result)}`);
    const unhandled = flushUnhandledFailures().map((failure) => describe(failure));
    this.trace.push(`unhandled ${unhandled.sort().join(" ")}`);
    return this.trace;
  }

  label(kind: string): string {
    return `${kind}${this.#labels++}`;
  }

  say(text: string): void {
    this.trace.push(text);
  }

  attempt(act: () => void): void {
    try {
      act();
    } catch (thrown) {
      this.say(`raised ${nameOf(thrown)}`);
    }
  }

  perform(op: Op): void {
    const cancels = Number(op.op === "cancel" || op.op === "advance");
    this.#cancelling += cancels;
    this.attempt(() => {
      if (this.#subjects.some((subject) => subject.perform(op))) return;
      this.#deferredOp(op);
    });
    this.#cancelling -= cancels;
  }

  performAll(ops: readonly Op[]): void {
    for (const op of ops) this.perform(op);
  }

  keep(deferred: AnyDeferred): AnyDeferred {
    this.deferreds.push(deferred);
    return deferred;
  }

  #keepOwn(deferred: AnyDeferred): void {
    this.#own.add(deferred);
    this.keep(deferred);
  }

  deferred(d: number): AnyDeferred {
    return this.deferreds[d % this.deferreds.length]!;
  }

  /** A function that does as `behaviour` says; of a callback, `owner` is what it is added to. */
  act({ ops, then }: Behaviour, owner: Owner, kind = "cb"): (result?: unknown) => unknown {
    const label = this.label(kind);
    return (result) => {
      this.say(`${label} ${describe(result)}`);
      this.performAll(ops);
      if (then.end === "value") return then.v;
      if (then.end === "same") return result;
      if (then.end === "raise") throw new ProgramError(then.n);
      if (then.end === "failure") return new Failure(new ProgramError(then.n));
      if (then.end === "none") return undefined;
      const target = this.deferred(then.d);
      // What a list waits for is not cancelled with it in Twisted (D14).
      const isList = owner.deferred !== null && this.#members.has(owner.deferred);
      // And of a generator that is being cancelled comes an error that is Twisted's own affair (D24).
      const halfway = this.#cancelling > 0 && this.#generated.has(target);
      return halfway || isList || this.#reaches(target, owner.deferred) ? 0 : target;
    };
  }

  /** Would `wanted` wait for itself? Where one does, Twisted runs out of stack when it is cancelled (D9). */
  #reaches(start: AnyDeferred, wanted: AnyDeferred | null): boolean {
    const seen = new Set<AnyDeferred>();
    const ahead = [start];
    for (let d = ahead.pop(); d !== undefined; d = ahead.pop()) {
      if (d === wanted) return true;
      if (seen.has(d)) continue;
      seen.add(d);
      ahead.push(...(this.#members.get(d) ?? []));
      if (d.result instanceof Deferred) ahead.push(d.result);
    }
    return false;
  }

  #keepList(deferred: AnyDeferred, members: readonly AnyDeferred[]): void {
    this.#members.set(deferred, members);
    this.keep(deferred);
  }

  /** Keep what `make` gives, which may call an `act` of its own before it gives anything. */
  keepOwned(make: (owner: Owner) => AnyDeferred): void {
    const owner: Owner = { deferred: null };
    owner.deferred = this.keep(make(owner));
  }

  #canceller(canceller: Canceller): (self: AnyDeferred) => void {
    const label = this.label("canceller");
    let asked = false;
    return (self) => {
      this.say(label);
      // In a circle of cancellers Twisted runs out of stack.
      const again = asked;
      asked = true;
      if (canceller.does === "fire") self.callback(canceller.v);
      else if (canceller.does === "fail") self.errback(new ProgramError(canceller.n));
      else if (canceller.does === "raise") throw new ProgramError(canceller.n);
      else if (canceller.does === "cancel" && !again) {
        const other = this.deferred(canceller.d);
        if (!this.#reaches(other, self)) other.cancel();
      }
    };
  }

  #deferredOp(op: Op): void {
    switch (op.op) {
      case "new":
        this.#keepOwn(
          new Deferred(op.canceller === null ? undefined : this.#canceller(op.canceller)),
        );
        return;
      case "succeed":
        this.#keepOwn(succeed(op.v));
        return;
      case "fail":
        this.#keepOwn(fail(new ProgramError(op.n)));
        return;
      case "maybe":
        this.keepOwned((owner) => maybeDeferred(this.act(op.f, owner)));
        return;
      case "execute":
        this.keepOwned((owner) => execute(this.#withoutDeferred(this.act(op.f, owner))));
        return;
      case "generate":
        this.#generated.add(this.keep(inlineCallbacks(this.#generator(op.steps, op.v))));
        return;
      case "list": {
        const members = op.ds.map((d) => this.deferred(d));
        const { one, oneError, consume } = op;
        this.#keepList(
          new DeferredList(members, {
            fireOnOneCallback: one,
            fireOnOneErrback: oneError,
            consumeErrors: consume,
          }) as AnyDeferred,
          members,
        );
        return;
      }
      case "gather": {
        const members = op.ds.map((d) => this.deferred(d));
        const all = gatherResults(members, { consumeErrors: op.consume });
        this.#keepList(all as AnyDeferred, members);
        return;
      }
      default:
        if ("d" in op) this.#on(this.deferred(op.d), op);
    }
  }

  #on(d: AnyDeferred, op: Op): void {
    const owner = { deferred: d };
    if (op.op === "callback" || op.op === "callbackFailure" || op.op === "errback") {
      if (!this.#own.has(d) && !d.called) return;
      if (op.op === "callback") d.callback(op.v);
      else if (op.op === "errback") d.errback(new ProgramError(op.n));
      else d.callback(new Failure(new ProgramError(op.n)));
    } else if (op.op === "addBoth") d.addBoth(this.act(op.both, owner));
    else if (op.op === "add") {
      const callback = op.callback && this.act(op.callback, owner);
      const errback = op.errback && this.act(op.errback, owner, "eb");
      if (callback && errback) d.addCallbacks(callback, errback);
      else if (callback) d.addCallback(callback);
      else if (errback) d.addErrback(errback);
    } else if (op.op === "chain") {
      const to = this.deferred(op.to);
      if (to !== d && this.#own.has(to)) d.chainDeferred(to);
    } else if (op.op === "pause") {
      // Of one that is paused while it waits, Twisted forgets the callbacks of what it waited for (D5).
      // And of a generator that ends while its cancelled result is paused, the end (D24).
      if (d.result instanceof Deferred || this.#generated.has(d)) return;
      this.#pauses.set(d, (this.#pauses.get(d) ?? 0) + 1);
      d.pause();
    } else if (op.op === "unpause") this.#unpause(d);
    else if (op.op === "cancel") {
      if (this.#generating === 0) d.cancel();
    } else if (op.op === "timeout") this.#timeout(d, op.seconds, op.instead);
  }

  /** Never one more than there were pauses: that is an error here, and an invalid count in Twisted (D18). */
  #unpause(d: AnyDeferred): void {
    if (!this.#paused(d)) return;
    this.#pauses.set(d, this.#pauses.get(d)! - 1);
    d.unpause();
  }

  #paused(d: AnyDeferred): boolean {
    return (this.#pauses.get(d) ?? 0) > 0;
  }

  #timeout(d: AnyDeferred, seconds: number, instead: number | null): void {
    if (instead === null) d.addTimeout(seconds, this.clock);
    else
      d.addTimeout(seconds, this.clock, (result, waited) => {
        this.say(`timeout ${describe(result)} ${waited}`);
        return instead;
      });
  }

  /** `execute` of what returns a Deferred is misuse. */
  #withoutDeferred(f: () => unknown): () => unknown {
    return () => {
      const result = f();
      return result instanceof Deferred ? 0 : result;
    };
  }

  #generator(steps: readonly Step[], v: number): () => Generator<AnyDeferred, number, unknown> {
    const world = this;
    const label = this.label("gen");
    return function* () {
      for (const step of steps) {
        if (step.step === "raise") throw new ProgramError(step.n);
        if (step.step === "plain")
          world.say(`${label} plain ${describe(yield step.v as unknown as AnyDeferred)}`);
        else if (step.step === "do") world.#generate(step.ops);
        else
          try {
            world.say(`${label} got ${describe(yield* world.deferred(step.d))}`);
          } catch (thrown) {
            world.say(`${label} caught ${nameOf(thrown)}`);
            if (step.caught === "no") throw thrown;
            if (step.caught === "raise") throw new ProgramError(99);
          }
      }
      world.say(`${label} ends`);
      return v;
    };
  }

  #generate(ops: readonly Op[]): void {
    this.#generating += 1;
    this.performAll(ops);
    this.#generating -= 1;
  }
}

export function run(program: Program): Trace {
  return new World().run(program);
}
