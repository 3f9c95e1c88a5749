/**
 * The language of the programs that Twisted and Torsion both run: data, that goes to Python as JSON.
 *
 * Objects are named by numbers, taken modulo how many of the kind there are, so that whatever is cut out of
 * a program leaves a program. What does not exist is passed over. A change here is a change of
 * `run.ts` and of `test/peers/differential.py`.
 */

/** What a callback does: other things first, and then this. */
export type End =
  | { readonly end: "value"; readonly v: number }
  | { readonly end: "same" }
  | { readonly end: "none" }
  | { readonly end: "raise"; readonly n: number }
  | { readonly end: "failure"; readonly n: number }
  | { readonly end: "deferred"; readonly d: number };

export interface Behaviour {
  readonly ops: readonly Op[];
  readonly then: End;
}

/** What a canceller does with the Deferred that it is given. */
export type Canceller =
  | { readonly does: "nothing" }
  | { readonly does: "fire"; readonly v: number }
  | { readonly does: "fail"; readonly n: number }
  | { readonly does: "raise"; readonly n: number }
  | { readonly does: "cancel"; readonly d: number };

/** One step of a generator. */
export type Step =
  | { readonly step: "wait"; readonly d: number; readonly caught: "no" | "swallow" | "raise" }
  | { readonly step: "plain"; readonly v: number }
  | { readonly step: "do"; readonly ops: readonly Op[] }
  | { readonly step: "raise"; readonly n: number };

/** One turn of a cooperative task. */
export type Turn =
  | { readonly turn: "work" }
  | { readonly turn: "wait"; readonly d: number }
  | { readonly turn: "raise"; readonly n: number };

/** `d` and the like are Deferreds, `l` locks, `q` queues, `c` delayed calls, `p` looping calls, `t` tasks. */
export type Op =
  // Deferreds. Each of the first six makes one.
  | { readonly op: "new"; readonly canceller: Canceller | null }
  | { readonly op: "succeed"; readonly v: number }
  | { readonly op: "fail"; readonly n: number }
  | { readonly op: "maybe"; readonly f: Behaviour }
  | { readonly op: "execute"; readonly f: Behaviour }
  | { readonly op: "generate"; readonly steps: readonly Step[]; readonly v: number }
  | { readonly op: "callback"; readonly d: number; readonly v: number }
  | { readonly op: "callbackFailure"; readonly d: number; readonly n: number }
  | { readonly op: "errback"; readonly d: number; readonly n: number }
  | {
      readonly op: "add";
      readonly d: number;
      readonly callback: Behaviour | null;
      readonly errback: Behaviour | null;
    }
  | { readonly op: "addBoth"; readonly d: number; readonly both: Behaviour }
  | { readonly op: "chain"; readonly d: number; readonly to: number }
  | { readonly op: "pause"; readonly d: number }
  | { readonly op: "unpause"; readonly d: number }
  | { readonly op: "cancel"; readonly d: number }
  | {
      readonly op: "timeout";
      readonly d: number;
      readonly seconds: number;
      readonly instead: number | null;
    }
  // Many. Each makes a Deferred.
  | {
      readonly op: "list";
      readonly ds: readonly number[];
      readonly one: boolean;
      readonly oneError: boolean;
      readonly consume: boolean;
    }
  | { readonly op: "gather"; readonly ds: readonly number[]; readonly consume: boolean }
  // Locks and queues. `acquire`, `run` and `get` make a Deferred.
  | { readonly op: "lock" }
  | { readonly op: "semaphore"; readonly tokens: number }
  | { readonly op: "acquire"; readonly l: number }
  | { readonly op: "release"; readonly l: number }
  | { readonly op: "run"; readonly l: number; readonly f: Behaviour }
  | { readonly op: "queue"; readonly size: number | null; readonly backlog: number | null }
  | { readonly op: "put"; readonly q: number; readonly v: number }
  | { readonly op: "get"; readonly q: number }
  // Time. `deferLater` makes a Deferred.
  | {
      readonly op: "later";
      readonly seconds: number;
      readonly ops: readonly Op[];
      readonly raise: number | null;
    }
  | { readonly op: "cancelCall"; readonly c: number }
  | { readonly op: "resetCall"; readonly c: number; readonly seconds: number }
  | { readonly op: "delayCall"; readonly c: number; readonly seconds: number }
  | { readonly op: "advance"; readonly seconds: number }
  | { readonly op: "deferLater"; readonly seconds: number; readonly f: Behaviour | null }
  // Tasks. `whenDone` makes a Deferred.
  | { readonly op: "loop"; readonly f: Behaviour; readonly counted: boolean }
  | {
      readonly op: "startLoop";
      readonly p: number;
      readonly seconds: number;
      readonly now: boolean;
    }
  | { readonly op: "stopLoop"; readonly p: number }
  | { readonly op: "resetLoop"; readonly p: number }
  | { readonly op: "cooperate"; readonly turns: readonly Turn[] }
  | { readonly op: "pauseTask"; readonly t: number }
  | { readonly op: "resumeTask"; readonly t: number }
  | { readonly op: "stopTask"; readonly t: number }
  | { readonly op: "whenDone"; readonly t: number };

export type Program = readonly Op[];

/** What happened, in order. */
export type Trace = readonly string[];
