/** What must and must not type-check with Deferreds. */
import {
  type Awaitable,
  Deferred,
  ensureDeferred,
  type Failure,
  fail,
  fromPromise,
  gatherResults,
  inlineCallbacks,
  logError,
  maybeDeferred,
  passthru,
  signalFor,
  succeed,
  withSignal,
} from "torsion/deferred";

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function expectType<Expected>(): <Actual>(_: Actual, same: Same<Expected, Actual>) => void {
  return () => {};
}

interface Animal {
  readonly name: string;
}
interface Dog extends Animal {
  bark(): void;
}
declare const dog: Deferred<Dog>;
declare const animal: Deferred<Animal>;
declare const text: Deferred<string>;

// Covariant, as promises are.
const up: Deferred<Animal> = dog;
const anything: Deferred<unknown> = text;
const never: Deferred<string> = fail(new Error("x"));
// @ts-expect-error not every animal is a dog
const down: Deferred<Dog> = animal;
void [up, anything, never, down];

// Goes wherever a promise goes.
const like: PromiseLike<string> = text;
const promise: Promise<string> = text;
const awaitable: Awaitable<string> = text;
expectType<Promise<[string, Dog]>>()(Promise.all([text, dog]), true);
void [like, promise, awaitable];
async function awaited(): Promise<void> {
  expectType<string>()(await text, true);
  // @ts-expect-error what is awaited is a string
  const n: number = await text;
  void n;
}
void awaited;

// A callback may return a value, a promise or a Deferred; the chain has what it waits for.
expectType<Deferred<number>>()(
  text.addCallback((s) => s.length),
  true,
);
expectType<Deferred<Dog>>()(
  text.addCallback(() => dog),
  true,
);
expectType<Deferred<number>>()(
  text.addCallback(async (s) => s.length),
  true,
);
expectType<Deferred<string | null>>()(
  text.addErrback(() => null),
  true,
);
expectType<Deferred<number | boolean>>()(
  text.addCallbacks(
    (s) => s.length,
    () => true,
  ),
  true,
);
expectType<Deferred<number>>()(
  text.addBoth((result) => {
    expectType<string | Failure>()(result, true);
    return 1;
  }),
  true,
);
text.addErrback((failure) => {
  expectType<Failure>()(failure, true);
  expectType<Error>()(failure.value, true);
});
// @ts-expect-error the callback is given a string
text.addCallback((n: number) => n);
// @ts-expect-error an errback is given a Failure, not the Error
text.addErrback((error: Error) => error.message);

// Firing.
declare const failure: Failure;
text.callback("x");
text.callback(failure);
// @ts-expect-error a Deferred of strings is not fired with a number
text.callback(1);
// @ts-expect-error nor with nothing
text.callback();
// @ts-expect-error nor with a Deferred: return it from a callback instead
text.callback(succeed("x"));
new Deferred<void>().callback();
// @ts-expect-error chained to one that takes something else
text.chainDeferred(new Deferred<number>());
text.chainDeferred(new Deferred<string>());

// yield* gives the value, its type, and takes any Deferred.
const run = inlineCallbacks(function* () {
  const s = yield* text;
  expectType<string>()(s, true);
  const d = yield* dog;
  expectType<Dog>()(d, true);
  // @ts-expect-error a dog is no string
  const wrong: string = yield* dog;
  void wrong;
  yield* fail(new Error("x"));
  return s.length;
});
expectType<Deferred<number>>()(run, true);
expectType<Deferred<Dog>>()(
  inlineCallbacks(function* () {
    yield* text;
    return dog;
  }),
  true,
);
// @ts-expect-error a promise cannot be yielded: wrap it in fromPromise
inlineCallbacks(function* () {
  yield Promise.resolve(1);
});
// @ts-expect-error not a generator function
inlineCallbacks(() => text);

// The constructors.
expectType<Deferred<string>>()(
  maybeDeferred((n: number) => String(n), 1),
  true,
);
expectType<Deferred<Dog>>()(
  maybeDeferred(() => dog),
  true,
);
expectType<Deferred<boolean>>()(
  fromPromise(async (signal): Promise<boolean> => signal.aborted),
  true,
);
expectType<Deferred<[string, string]>>()(gatherResults([text, text]), true);
// @ts-expect-error an argument of the wrong type
maybeDeferred((n: number) => n, "x");

// A generator function that is named once is given its arguments.
function* twice(n: number) {
  return (yield* succeed(n)) * 2;
}
expectType<Deferred<number>>()(inlineCallbacks(twice, 1), true);
expectType<Deferred<number>>()(ensureDeferred(twice(1)), true);
// @ts-expect-error an argument of the wrong type
inlineCallbacks(twice, "x");
// @ts-expect-error an argument too few
inlineCallbacks(twice);
expectType<Deferred<string>>()(ensureDeferred(text), true);
expectType<Deferred<number>>()(ensureDeferred(Promise.resolve(1)), true);
// @ts-expect-error nothing to wait for
ensureDeferred(1);

// Signals.
expectType<AbortSignal>()(signalFor(text), true);
expectType<Deferred<string>>()(withSignal(text, undefined), true);

// passthru and logError fit where callbacks do.
expectType<Deferred<string>>()(text.addCallback(passthru), true);
text.addErrback(logError);
