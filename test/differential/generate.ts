/**
 * Random programs that meet in few objects, so that what they do to one of them matters to the others.
 *
 * What is not generated, because there we differ from Twisted on purpose, is said at its place, with its row
 * of `docs/design/differences-from-twisted.md`.
 */
import fc, { type Arbitrary } from "fast-check";
import type { Behaviour, Canceller, End, Op, Program, Step, Turn } from "./program.ts";

const value = fc.nat(9);
const which = fc.nat(6);
const record = <T extends Op>(fields: { [K in keyof T]: Arbitrary<T[K]> }): Arbitrary<T> =>
  fc.record<T>(fields as never) as Arbitrary<T>;
const op = <K extends Op["op"]>(
  name: K,
  fields: {
    [F in Exclude<keyof Extract<Op, { op: K }>, "op">]: Arbitrary<Extract<Op, { op: K }>[F]>;
  },
): Arbitrary<Op> => record({ op: fc.constant(name), ...fields } as never);

const end: Arbitrary<End> = fc.oneof(
  fc.record({ end: fc.constant("value" as const), v: value }),
  fc.record({ end: fc.constant("same" as const) }),
  fc.record({ end: fc.constant("none" as const) }),
  fc.record({ end: fc.constant("raise" as const), n: value }),
  fc.record({ end: fc.constant("failure" as const), n: value }),
  { weight: 3, arbitrary: fc.record({ end: fc.constant("deferred" as const), d: which }) },
);
const canceller: Arbitrary<Canceller> = fc.oneof(
  fc.record({ does: fc.constant("nothing" as const) }),
  fc.record({ does: fc.constant("fire" as const), v: value }),
  fc.record({ does: fc.constant("fail" as const), n: value }),
  fc.record({ does: fc.constant("raise" as const), n: value }),
  fc.record({ does: fc.constant("cancel" as const), d: which }),
);
const turn: Arbitrary<Turn> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ turn: fc.constant("work" as const) }) },
  { weight: 2, arbitrary: fc.record({ turn: fc.constant("wait" as const), d: which }) },
  fc.record({ turn: fc.constant("raise" as const), n: value }),
);

/** Of callbacks that do nothing but end; of those that do other things first; and of those that do such in turn. */
function behaviours(depth: number): Arbitrary<Behaviour> {
  const ops = depth === 0 ? fc.constant([]) : fc.array(inner(depth - 1), { maxLength: 2 });
  return fc.record({ ops, then: end });
}

function steps(depth: number): Arbitrary<Step[]> {
  return fc.array(
    fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({
          step: fc.constant("wait" as const),
          d: which,
          caught: fc.constantFrom("no", "swallow", "raise"),
        }),
      },
      fc.record({ step: fc.constant("plain" as const), v: value }),
      fc.record({
        step: fc.constant("do" as const),
        ops: fc.array(inner(depth), { minLength: 1, maxLength: 2 }),
      }),
      fc.record({ step: fc.constant("raise" as const), n: value }),
    ),
    { maxLength: 4 },
  );
}

const firing = [
  op("callback", { d: which, v: value }),
  op("callbackFailure", { d: which, n: value }),
  op("errback", { d: which, n: value }),
];
const making = [
  op("new", { canceller: fc.option(canceller) }),
  op("new", { canceller: fc.constant(null) }),
  op("succeed", { v: value }),
  op("fail", { n: value }),
];
const steering = [
  op("cancel", { d: which }),
  op("unpause", { d: which }),
  op("chain", { d: which, to: which }),
];
const sharing = [
  op("acquire", { l: which }),
  op("release", { l: which }),
  op("put", { q: which, v: value }),
  op("get", { q: which }),
];

/**
 * What a callback may do before it ends. No time passes in it. And it pauses nothing: to pause a Deferred
 * whose callbacks are running does not hold the rest of them back in Twisted (D18).
 */
function inner(depth: number): Arbitrary<Op> {
  const b = behaviours(depth);
  return fc.oneof(
    ...firing,
    ...making,
    ...steering,
    ...sharing,
    op("add", { d: which, callback: fc.option(b), errback: fc.option(b) }),
    op("addBoth", { d: which, both: b }),
  );
}

const b = behaviours(2);
const seconds = fc.nat(5);
const moved = fc.integer({ min: -3, max: 6 });
const limit = fc.option(fc.nat(2));
const members = fc.array(which, { maxLength: 4 });

const adding: Arbitrary<Op>[] = [
  op("add", { d: which, callback: fc.option(b), errback: fc.option(b) }),
  op("add", { d: which, callback: b, errback: fc.constant(null) }),
  op("addBoth", { d: which, both: b }),
];
const deferreds: Arbitrary<Op>[] = [
  ...making,
  ...firing,
  ...steering,
  op("pause", { d: which }),
  ...adding,
  ...adding,
  op("maybe", { f: b }),
  op("execute", { f: b }),
  op("timeout", { d: which, seconds, instead: fc.option(value) }),
  op("advance", { seconds }),
];
const many: Arbitrary<Op>[] = [
  op("list", { ds: members, one: fc.boolean(), oneError: fc.boolean(), consume: fc.boolean() }),
  op("gather", { ds: members, consume: fc.boolean() }),
];
const generators: Arbitrary<Op>[] = [
  op("generate", { steps: steps(1), v: value }),
  op("generate", { steps: steps(1), v: value }),
];
const locks: Arbitrary<Op>[] = [
  op("lock", {}),
  op("semaphore", { tokens: fc.integer({ min: 1, max: 2 }) }),
  op("queue", { size: limit, backlog: limit }),
  op("run", { l: which, f: b }),
  ...sharing,
  ...sharing,
];
const time: Arbitrary<Op>[] = [
  op("later", {
    seconds,
    ops: fc.array(inner(1), { maxLength: 2 }),
    raise: fc.option(value, { freq: 5 }),
  }),
  op("cancelCall", { c: which }),
  op("resetCall", { c: which, seconds: moved.map(Math.abs) }),
  op("delayCall", { c: which, seconds: moved }),
  op("advance", { seconds }),
  op("deferLater", { seconds, f: fc.option(b) }),
];
const tasks: Arbitrary<Op>[] = [
  op("loop", { f: b, counted: fc.boolean() }),
  op("startLoop", { p: which, seconds: fc.integer({ min: 1, max: 3 }), now: fc.boolean() }),
  op("stopLoop", { p: which }),
  op("resetLoop", { p: which }),
  op("cooperate", { turns: fc.array(turn, { maxLength: 5 }) }),
  op("pauseTask", { t: which }),
  op("resumeTask", { t: which }),
  op("stopTask", { t: which }),
  op("whenDone", { t: which }),
  op("advance", { seconds }),
];

/** Most programs are of one subject, over Deferreds; some are of all. */
const subjects: readonly Arbitrary<Op>[][] = [[], many, generators, locks, time, tasks];
const ofOne = subjects.map((subject) => fc.oneof(...deferreds, ...subject, ...subject, ...subject));
const ofAll = fc.oneof(...deferreds, ...subjects.flat());

const start: Program = [
  { op: "new", canceller: null },
  { op: "new", canceller: { does: "nothing" } },
  { op: "new", canceller: { does: "fire", v: 1 } },
  { op: "lock" },
  { op: "queue", size: null, backlog: null },
];

/** Programs of up to sixty operations. */
export const programs: Arbitrary<Program> = fc
  .oneof(...[...ofOne, ofAll].map((each) => fc.array(each, { maxLength: 60, size: "max" })))
  .map((ops) => [...start, ...ops]);
